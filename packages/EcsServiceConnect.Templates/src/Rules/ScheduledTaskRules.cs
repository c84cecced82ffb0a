using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Permissions;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A task that EventBridge is to start is started.</summary>
/// <remarks>Amazon EventBridge User Guide, "Amazon ECS targets" and "Using identity-based policies"; Amazon ECS Developer Guide, "Amazon ECS EventBridge IAM role".</remarks>
internal static class ScheduledTaskRules
{
    [TemplateRule("a rule or schedule of EventBridge's that can't start its task: without a network, by the cluster's name, or in the name of a role that it may not take, that may not run tasks, or may not pass on the task's roles", "Amazon EventBridge API Reference, EcsParameters: NetworkConfiguration; Amazon ECS Developer Guide, Amazon ECS EventBridge IAM role")]
    public const string NeverRuns = "scheduled-task-never-runs";

    private static readonly string[] _roles = ["ExecutionRoleArn", "TaskRoleArn"];

    public static IEnumerable<TemplateViolation> TasksAreStarted(EcsTopology topology) =>
        from starter in Starters(topology.Template)
        let settings = starter.Target["EcsParameters"]
        where settings.IsPresent && !settings.IsUnknown
        let task = topology.TaskDefinitions.FirstOrDefault(t => t.Resource.LogicalId == settings["TaskDefinitionArn"].Target)
        let role = topology.PermissionsOf(starter.Target["RoleArn"])
        let fault = !settings["NetworkConfiguration"].IsPresent && (settings["LaunchType"].Text == "FARGATE" || task?.Resource["NetworkMode"].Text == "awsvpc") ? "has no NetworkConfiguration, without which a task with an address of its own is not started; give it the subnets"
            : starter.Target["Arn"].Text is { } arn && topology.Template.Find(starter.Target["Arn"].Target, "AWS::ECS::Cluster") is { } cluster && arn == Placeholder.For(cluster.LogicalId) ? $"names cluster {cluster.LogicalId} by its name; write its ARN (Fn::GetAtt {cluster.LogicalId}.Arn)"
            : !starter.Target["RoleArn"].IsPresent && !starter.Resource["RoleArn"].IsPresent ? "has no role in whose name it would run the task; give it RoleArn"
            : role is null ? null
            : !RoleTrust.Includes(role.Role, starter.Service) ? $"has role {role.Role.LogicalId}, which does not trust {starter.Service}.amazonaws.com; allow that service sts:AssumeRole in AssumeRolePolicyDocument"
            : role.On("ecs:RunTask", [ArnPattern.Anything]).IsRefused() ? $"has role {role.Role.LogicalId}, which may not run tasks; allow it ecs:RunTask on the task definition"
            : task is not null && NotPassed(topology, task, role) is { } passed ? $"has role {role.Role.LogicalId}, which may not pass on {passed} of its task; allow it iam:PassRole on that"
            : null
        where fault is not null
        select topology.Violation(NeverRuns, starter.Resource, $"{starter.Resource.LogicalId} starts {(task is null ? "a task" : task.Resource.LogicalId)} and {fault}.");

    private static IEnumerable<(TemplateResource Resource, TemplateValue Target, string Service)> Starters(CloudFormationTemplate template) =>
        template.OfType("AWS::Events::Rule").SelectMany(r => r["Targets"].Items.Select(t => (r, t, "events")))
            .Concat(template.OfType("AWS::Scheduler::Schedule").Select(s => (s, s["Target"], "scheduler")));

    private static string? NotPassed(EcsTopology topology, TaskDefinition task, RolePermissions starter) =>
        (from property in _roles
         let own = topology.Template.Find(task.Resource[property].Target, "AWS::IAM::Role")
         where own is not null && starter.On("iam:PassRole", [new ResourceArns(topology.Template).Canonical(Placeholder.For($"{own.LogicalId}.Arn"))]).IsRefused()
         select $"role {own.LogicalId} ({property})").FirstOrDefault();
}
