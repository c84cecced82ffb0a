using EcsServiceConnect.Templates.Permissions;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A task role may do what its service is set up for.</summary>
internal static class TaskRoleRules
{
    [TemplateRule("ECS Exec for tasks whose role may not open its channels", "Amazon ECS Developer Guide, \"Monitor Amazon ECS containers with ECS Exec\", IAM permissions required")]
    public const string Exec = "exec-not-allowed";

    [TemplateRule("ECS Exec for a container whose root is read-only", "Amazon ECS Developer Guide, \"Monitor Amazon ECS containers with ECS Exec\", considerations: readonlyRootFilesystem", IsPractice = true)]
    public const string ReadOnlyRoot = "exec-on-read-only-root";

    private static readonly string[] _channels =
        ["ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"];

    /// <summary>Session Manager's agent writes into the container.</summary>
    public static IEnumerable<TemplateViolation> ExecCanWrite(EcsTopology topology) =>
        from service in topology.Services
        where service.Resource["EnableExecuteCommand"].IsTrue && service.TaskDefinition is not null
        let closed = service.TaskDefinition!.Containers.Where(c => c.Definition["ReadonlyRootFilesystem"].IsTrue).Select(c => c.Name).ToList()
        where closed.Count > 0
        select topology.Violation(ReadOnlyRoot, service, $"it has ECS Exec, and the root of container {string.Join(", ", closed)} is read-only, where its agent can't write, so nobody gets in; set EnableExecuteCommand to false, or ReadonlyRootFilesystem.") with { IsAdvice = true };

    /// <summary>With ECS Exec, it opens the channels of Session Manager.</summary>
    public static IEnumerable<TemplateViolation> ExecIsAllowed(EcsTopology topology)
    {
        foreach (var service in topology.Services.Where(s => s.Resource["EnableExecuteCommand"].IsTrue && s.TaskDefinition is not null))
        {
            var given = service.TaskDefinition!.Resource["TaskRoleArn"];
            if (!given.IsPresent)
            {
                yield return topology.Violation(Exec, service, "it has ECS Exec and its tasks have no role, so ECS refuses it; give the task definition a TaskRoleArn.");
            }
            else if (topology.PermissionsOf(given) is { } permissions && _channels.Where(c => permissions.On(c, [PolicyStatement.NoResource]).IsRefused()).ToList() is { Count: > 0 } refused)
            {
                yield return topology.Violation(Exec, service, $"it has ECS Exec, and the role {permissions.Role.LogicalId} of its tasks may not {string.Join(", ", refused)}, so nobody gets into them; allow it, or set EnableExecuteCommand to false.") with { IsAdvice = true };
            }
        }
    }
}
