using EcsServiceConnect.Templates.Permissions;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>ECS may take on the roles of a task.</summary>
internal static class RoleTrustRules
{
    [TemplateRule("a role of a task that ECS may not take on, since it trusts something else than ecs-tasks.amazonaws.com", "Amazon ECS Developer Guide, \"Amazon ECS task IAM role\" and \"Amazon ECS task execution IAM role\" (trust policy)")]
    public const string Untrusted = "role-not-for-tasks";

    private const string Tasks = "ecs-tasks";

    private static readonly string[] _roles = ["ExecutionRoleArn", "TaskRoleArn"];

    /// <summary>Their trust policy names ecs-tasks.amazonaws.com.</summary>
    public static IEnumerable<TemplateViolation> TasksAreTrusted(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from role in _roles
        let resource = topology.Template.Find(task.Resource[role].Target, "AWS::IAM::Role")
        where resource is not null && !RoleTrust.Includes(resource, Tasks)
        group role by (task, resource) into untrusted
        select topology.Violation(Untrusted, untrusted.Key.task, $"its role {untrusted.Key.resource.LogicalId} ({string.Join(", ", untrusted)}) does not trust {Tasks}.amazonaws.com, so ECS can't take it on and no task starts; allow that service sts:AssumeRole in AssumeRolePolicyDocument.");
}
