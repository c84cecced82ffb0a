using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Permissions;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>An execution role may do what ECS does in its name before a task starts.</summary>
/// <remarks>Amazon ECS Developer Guide, "Amazon ECS task execution IAM role".</remarks>
internal static class ExecutionRoleRules
{
    [TemplateRule("a task on Fargate without execution role that logs to CloudWatch, pulls from ECR or has secrets", "Amazon ECS Developer Guide, \"Amazon ECS task execution IAM role\"")]
    public const string Missing = "no-execution-role";

    [TemplateRule("an execution role that may not write to the log group of its task", "Amazon ECS Developer Guide, \"Send Amazon ECS logs to CloudWatch\"; Service Authorization Reference, \"Amazon CloudWatch Logs\"")]
    public const string Logs = "unwritable-log";

    [TemplateRule("an execution role that may not pull the image of its task from Amazon ECR", "Amazon ECR User Guide, \"Using Amazon ECR images with Amazon ECS\"")]
    public const string Pull = "unpullable-image";

    [TemplateRule("an execution role that may not use the key of a secret of its task", "Amazon ECS Developer Guide, \"Amazon ECS task execution IAM role\", Secrets Manager or Systems Manager permissions")]
    public const string Key = "undecryptable-secret";

    [TemplateRule("an execution role that may not read a file of variables of its task", "Amazon ECS Developer Guide, \"Pass an individual environment variable to an Amazon ECS container\", environment files: required IAM permissions")]
    public const string File = "unreadable-environment-file";

    private static readonly string[] _pull = ["ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

    /// <summary>Each right that a task needs to start.</summary>
    public static IEnumerable<TemplateViolation> RightsAreGiven(EcsTopology topology)
    {
        foreach (var task in topology.TaskDefinitions)
        {
            var given = task.Resource["ExecutionRoleArn"];
            var needs = Needs(topology, task).ToList();
            if (!given.IsPresent && needs.Count > 0 && (topology.ServicesOf(task).Any(s => s.IsFargate) || task.Resource["RequiresCompatibilities"].Items.Any(c => c.Text == "FARGATE")))
            {
                yield return topology.Violation(Missing, task, $"it has no execution role, in whose name ECS would {needs[0].What}, so no task starts; give it one.");
            }
            else if (topology.PermissionsOf(given) is { } permissions)
            {
                var refused = needs.Concat(RestOfPull(permissions)).Select(n => (Need: n, Access: n.Of(permissions))).Where(n => n.Access.IsRefused());
                foreach (var group in refused.GroupBy(n => (n.Need.Rule, n.Need.What)))
                {
                    var (need, access) = group.First();
                    yield return topology.Violation(need.Rule, task, $"its execution role {permissions.Role.LogicalId} may not {need.What}, so no task starts; {(access == Access.Denied ? "a statement denies it" : "allow it")} {string.Join(", ", group.Select(n => n.Need.Action).Distinct())}{(access == Access.Denied ? ", leave that out" : " on it")}.");
                }
            }
        }
    }

    private static IEnumerable<Need> Needs(EcsTopology topology, TaskDefinition task)
    {
        var arns = new ResourceArns(topology.Template);
        foreach (var log in ContainerLog.In(task, topology).Where(l => l.IsCloudWatch && l.Group.Text is not null))
        {
            var group = Placeholder.Readable(log.Group.Text!);
            string[] streams = [arns.LogStreams(log.Group.Text!)];
            yield return new(Logs, $"write to log group {group} of {log.Of}", "logs:CreateLogStream", streams);
            yield return new(Logs, $"write to log group {group} of {log.Of}", "logs:PutLogEvents", streams);
            if (log.MakesGroup)
            {
                yield return new(Logs, $"make log group {group} of {log.Of}", "logs:CreateLogGroup", streams);
            }
        }

        foreach (var image in task.Containers.Select(c => EcrImage.Of(c, topology.Template)).Where(i => i.Repository is not null && i.Resource?["RepositoryPolicyText"].IsPresent != true))
        {
            foreach (var action in _pull)
            {
                yield return new(Pull, $"pull image {Placeholder.Readable(image.Text)}", action, [action == _pull[0] ? PolicyStatement.NoResource : image.Repository!]);
            }
        }

        // A bucket of the template may have a policy of its own.
        foreach (var file in task.Containers.SelectMany(c => c.Definition["EnvironmentFiles"].Items).Select(f => f["Value"].Text).OfType<string>().Where(_ => !topology.Template.OfType("AWS::S3::BucketPolicy").Any()))
        {
            yield return new(File, $"read the file of variables {Placeholder.Readable(file)}", "s3:GetObject", [arns.Canonical(file)]);
        }

        foreach (var source in SecretSource.Of(task, topology.Template))
        {
            foreach (var need in Secret(source, topology, arns))
            {
                yield return need;
            }
        }
    }

    private static IEnumerable<Need> Secret(SecretSource source, EcsTopology topology, ResourceArns arns)
    {
        if (source.SecretArn is { } secret)
        {
            var arn = arns.Canonical(secret);
            // An ARN may be given without the six characters that Secrets Manager puts behind the name.
            yield return new(RoleRules.Unreadable, $"read secret {source.Resource?.LogicalId ?? Placeholder.Readable(secret)} of {source.Name}", "secretsmanager:GetSecretValue", [arn, $"{arn}-??????"]);
            if (source.Resource?["KmsKeyId"].Text is { } key && key != "alias/aws/secretsmanager")
            {
                yield return new(Key, $"decrypt secret {source.Resource.LogicalId} of {source.Name} with its key {Placeholder.Readable(key)}", "kms:Decrypt", [KeyArn(key, arns)])
                {
                    ResourcePolicy = topology.Template.Find(Placeholder.TargetOf(key), "AWS::KMS::Key")?["KeyPolicy"] ?? default,
                };
            }
        }
        else if (source.Parameter is { } parameter)
        {
            yield return new(RoleRules.Unreadable, $"read parameter {Placeholder.Readable(parameter)} of {source.Name}", "ssm:GetParameters", [ResourceArns.Here("ssm", $"parameter/{arns.Canonical(parameter).TrimStart('/')}")]);
        }
    }

    private static string KeyArn(string key, ResourceArns arns) =>
        arns.Canonical(key) is var text && text.StartsWith("arn:", StringComparison.Ordinal) && text.Contains(":key/", StringComparison.Ordinal) ? text
        : Placeholder.TargetOf(text) is not null ? ResourceArns.Here("kms", $"key/{text}")
        : ResourceArns.Here("kms", $"key/{ArnPattern.Anything}");

    // Where the image is a parameter, a role that has a part of the rights is meant to have all.
    private static IEnumerable<Need> RestOfPull(RolePermissions permissions)
    {
        string[] repository = [ResourceArns.Here("ecr", $"repository/{ArnPattern.Anything}")];
        return permissions.Own.Any(s => s.IsAllow && s.Actions.Any(a => a.StartsWith("ecr:", StringComparison.OrdinalIgnoreCase)))
            ? _pull.Select(action => new Need(Pull, "pull images from Amazon ECR", action, action == _pull[0] ? [PolicyStatement.NoResource] : repository))
            : [];
    }

    /// <summary>Something that ECS does in the role's name.</summary>
    private sealed record Need(string Rule, string What, string Action, IReadOnlyList<string> Resources)
    {
        /// <summary>The policy of the resource itself, which may allow it as well, and for a key has to, or to leave it to the account.</summary>
        public TemplateValue ResourcePolicy { get; init; }

        public Access Of(RolePermissions permissions)
        {
            var own = permissions.On(Action, Resources);
            if (own is not (Access.Allowed or Access.NotAllowed) || !ResourcePolicy.IsPresent)
            {
                return own;
            }

            var arns = new ResourceArns(permissions.Role.Properties.Template);
            var role = arns.Canonical(Placeholder.For($"{permissions.Role.LogicalId}.Arn"));
            return PolicyStatement.Read(ResourcePolicy, arns) is not { } statements ? Access.Unknown
                : own == Access.Allowed && statements.Any(s => s.IsAllow && PolicyPrincipal.IsAccount(s.Principal)) ? own
                : RolePermissions.Evaluate([.. statements.Where(s => PolicyPrincipal.IsOf(s.Principal, role, arns) != Certainty.No)], areAll: true, Action, Resources);
        }
    }
}
