using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Permissions;
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

    private static readonly string[] _roles = ["TaskRoleArn", "ExecutionRoleArn"];

    /// <summary>An execution role reads its task's secrets and no others.</summary>
    public static IEnumerable<TemplateViolation> ExecutionRolesReadOwnSecrets(EcsTopology topology)
    {
        var arns = new ResourceArns(topology.Template);
        var secrets = topology.Secrets.All.ToLookup(s => arns.Canonical(Placeholder.For(s.LogicalId)));
        return from task in topology.TaskDefinitions
               let permissions = topology.PermissionsOf(task.Resource["ExecutionRoleArn"])
               where permissions is not null
               let used = UsedSecrets(topology, task).ToHashSet()
               from statement in permissions.Own
               where statement.IsAllow && !statement.IsAllActionsBut && statement.Actions.Any(a => ArnPattern.Covers(a.ToUpperInvariant(), ReadSecret.ToUpperInvariant()))
               from resource in statement.Resources
               let unused = secrets[resource].FirstOrDefault(s => !used.Contains(s.LogicalId))
               where resource == "*" || unused is not null
               select topology.Violation(Excess, task, $"its execution role {permissions.Role.LogicalId} may read {(unused is null ? "every secret of the account" : $"secret {unused.LogicalId}, which it does not use")}; allow it the task's secrets only.");
    }

    /// <summary>A task role does not allow all actions.</summary>
    public static IEnumerable<TemplateViolation> TaskRolesAreNarrow(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from property in _roles
        let permissions = topology.PermissionsOf(task.Resource[property])
        where permissions is not null && permissions.Statements.Any(s => s.IsAllow && !s.IsAllActionsBut && s.Actions.Any(a => a is "*" or "*:*"))
        select topology.Violation(Excess, task, $"its role {permissions.Role.LogicalId} allows every action (*); allow just those that the task calls.");

    private static IEnumerable<string> UsedSecrets(EcsTopology topology, TaskDefinition task) =>
        SecretSource.Of(task, topology.Template).Select(s => s.Resource?.LogicalId).OfType<string>();
}
