using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A task that no service runs can do without what only services have.</summary>
internal static class StandaloneTaskRules
{
    [TemplateRule("a Service Connect alias in a task that no service runs, and which therefore has no proxy", "Amazon ECS Developer Guide, Use Service Connect to connect Amazon ECS services with short names")]
    public const string Alias = "alias-in-standalone-task";

    /// <summary>It names no Service Connect alias.</summary>
    /// <remarks>Amazon ECS Developer Guide, "Use Service Connect to connect Amazon ECS services with short names", considerations: standalone tasks are not supported.</remarks>
    public static IEnumerable<TemplateViolation> NameNoAlias(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        where !topology.ServicesOf(task).Any() && !topology.IsRunElsewhere(task)
        from named in References.Addresses(task, topology)
        where (named.Address.IsAliasLike(topology.NamespaceNames) && topology.Endpoints.Count > 0) || topology.Endpoints.Any(e => e.Aliases.Any(a => References.Names(a, named.Address)))
        select topology.Violation(Alias, task, $"{named.Variable} names {named.Address}, and Service Connect has no names for a task that no service runs; refer to a resource with an external endpoint, or let a service run it.");
}
