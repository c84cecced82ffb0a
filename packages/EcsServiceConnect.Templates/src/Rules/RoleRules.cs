using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Roles may do what their task needs, and nothing else.</summary>
/// <remarks>
/// Amazon ECS Developer Guide, "Amazon ECS task execution IAM role" (secrets need secretsmanager:GetSecretValue on
/// them) and "Amazon ECS task IAM role"; IAM User Guide, "Security best practices in IAM" (least privilege).
/// </remarks>
internal static class RoleRules
{
    [TemplateRule("a role that may do everything, or read secrets that its task does not use", "IAM User Guide, Security best practices in IAM", IsPractice = true)]
    public const string Excess = "excess-permission";

    [TemplateRule("an execution role that may not read a secret which its task uses", "Amazon ECS Developer Guide, Amazon ECS task execution IAM role")]
    public const string Unreadable = "unreadable-secret";

    private const string ReadSecret = "secretsmanager:GetSecretValue";
    private const string ExecutionPolicy = "AmazonECSTaskExecutionRolePolicy";

    private static readonly string[] _roles = ["TaskRoleArn", "ExecutionRoleArn"];

    /// <summary>An execution role reads its task's secrets and no others.</summary>
    public static IEnumerable<TemplateViolation> ExecutionRolesReadOwnSecrets(EcsTopology topology)
    {
        foreach (var task in topology.TaskDefinitions)
        {
            if (topology.Template.Find(task.Resource["ExecutionRoleArn"].Target, "AWS::IAM::Role") is not { } role)
            {
                continue;
            }

            var used = UsedSecrets(topology, task).ToHashSet();
            var readable = RolePolicies.AllowedResources(topology.Template, role, ReadSecret).ToList();
            foreach (var resource in readable.Where(r => r == "*" || (SecretIn(topology, r) is { } id && !used.Contains(id))).Distinct())
            {
                yield return topology.Violation(Excess, task, $"its execution role {role.LogicalId} may read {(resource == "*" ? "every secret of the account" : $"secret {SecretIn(topology, resource)}, which it does not use")}; allow it the task's secrets only.");
            }

            // A policy that is not in the template may allow anything.
            if (role["ManagedPolicyArns"].Items.All(p => p.Text?.EndsWith(ExecutionPolicy, StringComparison.Ordinal) == true))
            {
                foreach (var id in used.Where(u => readable.All(r => r != "*" && SecretIn(topology, r) != u)))
                {
                    yield return topology.Violation(Unreadable, task, $"it uses secret {id}, which its execution role {role.LogicalId} may not read, so no task starts; allow it {ReadSecret} on it.");
                }
            }
        }
    }

    /// <summary>A task role does not allow all actions.</summary>
    public static IEnumerable<TemplateViolation> TaskRolesAreNarrow(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from property in _roles
        let role = topology.Template.Find(task.Resource[property].Target, "AWS::IAM::Role")
        where role is not null
            && (RolePolicies.Statements(topology.Template, role).Any(s => s.Actions.Any(a => a is "*" or "*:*"))
                || role["ManagedPolicyArns"].Items.Any(p => p.Text?.EndsWith("/AdministratorAccess", StringComparison.Ordinal) == true))
        select topology.Violation(Excess, task, $"its role {role.LogicalId} allows every action (*); allow just those that the task calls.");

    private static IEnumerable<string> UsedSecrets(EcsTopology topology, TaskDefinition task) =>
        task.Containers
            .SelectMany(c => c.Secrets.Select(s => s.Value)
                .Concat(c.Definition["LogConfiguration"]["SecretOptions"].Items.Select(o => o["ValueFrom"].Text))
                .Append(c.Definition["RepositoryCredentials"]["CredentialsParameter"].Text))
            .Select(v => v is null ? null : topology.Secrets.Source(v).Secret?.LogicalId)
            .OfType<string>();

    private static string? SecretIn(EcsTopology topology, string resource) => topology.Secrets.Source(resource).Secret?.LogicalId;
}
