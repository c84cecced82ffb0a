using System.Globalization;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>What is scaled is there, and between bounds that can be.</summary>
/// <remarks>Application Auto Scaling API Reference, "RegisterScalableTarget": `service/CLUSTER/SERVICE`, with names.</remarks>
internal static class ScalingTargetRules
{
    [TemplateRule("scaling of a service or in a cluster that is not there", "Application Auto Scaling API Reference, RegisterScalableTarget: ResourceId")]
    public const string Nothing = "scales-nothing";

    [TemplateRule("scaling of a dimension or in a service of AWS that ECS services do not have", "Application Auto Scaling API Reference, RegisterScalableTarget: ScalableDimension")]
    public const string Dimension = "unknown-scalable-dimension";

    [TemplateRule("a scheduled action whose minimum is above its maximum, that changes nothing, or ends before it starts", "Application Auto Scaling API Reference, ScalableTargetAction")]
    public const string Schedule = "impossible-scheduled-action";

    [TemplateRule("a base of a capacity provider above the largest number of tasks, so that the others never get one", "Amazon ECS API Reference, CapacityProviderStrategyItem: base")]
    public const string Base = "base-above-maximum";

    private const string Type = "AWS::ApplicationAutoScaling::ScalableTarget";

    /// <summary>A target of ECS names a service of the template, or one that the template knows nothing of.</summary>
    public static IEnumerable<TemplateViolation> TargetsExist(EcsTopology topology) =>
        from target in topology.Template.OfType(Type)
        let id = target["ResourceId"].Text
        where id is not null && (id.StartsWith("service/", StringComparison.Ordinal) || target["ServiceNamespace"].Text == "ecs")
        let fault = FaultIn(topology, id)
        where fault is not null
        select topology.Violation(Nothing, Owner(topology, target), $"its scaling target {target.LogicalId} is '{id}', {fault}; write service/CLUSTER/SERVICE with their names.");

    /// <summary>A service of ECS has one dimension, ecs:service:DesiredCount.</summary>
    public static IEnumerable<TemplateViolation> DimensionsExist(EcsTopology topology) =>
        from target in topology.Template.OfType(Type)
        where target["ResourceId"].Text?.StartsWith("service/", StringComparison.Ordinal) == true
        from property in new[] { (Name: "ScalableDimension", Right: "ecs:service:DesiredCount"), (Name: "ServiceNamespace", Right: "ecs") }
        let given = target[property.Name].Text
        where given is not null && given != property.Right && !given.Contains(Placeholder.Open)
        select topology.Violation(Dimension, Owner(topology, target), $"{property.Name} of its scaling target {target.LogicalId} is {given}, and a service of ECS has {property.Right}; write that.");

    public static IEnumerable<TemplateViolation> SchedulesArePossible(EcsTopology topology) =>
        from target in topology.Template.OfType(Type)
        from scheduled in target["ScheduledActions"].Items
        let action = scheduled["ScalableTargetAction"]
        let fault = !action["MinCapacity"].IsPresent && !action["MaxCapacity"].IsPresent ? "changes neither MinCapacity nor MaxCapacity; give one of them"
            : action["MinCapacity"].Number > action["MaxCapacity"].Number ? $"scales from {action["MinCapacity"].Number} to {action["MaxCapacity"].Number} tasks; make the minimum the smaller number"
            : DateTimeOffset.TryParse(scheduled["StartTime"].Text, CultureInfo.InvariantCulture, out var start) && DateTimeOffset.TryParse(scheduled["EndTime"].Text, CultureInfo.InvariantCulture, out var end) && start >= end ? "ends before it starts; make EndTime the later one"
            : null
        where fault is not null
        select topology.Violation(Schedule, Owner(topology, target), $"scheduled action {scheduled["ScheduledActionName"].Text} {fault}.");

    /// <summary>The base has to leave some tasks of the largest number to the providers with a weight.</summary>
    public static IEnumerable<TemplateViolation> BasesAreBelow(EcsTopology topology) =>
        from service in topology.Services
        let strategy = service.Resource["CapacityProviderStrategy"].Items
        where strategy.Count > 1
        let @base = strategy.Max(i => i["Base"].Number ?? 0)
        let largest = service.Scaling.Count > 0 ? service.Scaling.Max(s => s.Maximum) : service.DesiredCount > 0 ? service.DesiredCount : null
        where @base > largest
        select topology.Violation(Base, service, $"its capacity provider strategy has a base of {@base} tasks, and it has {largest} at most, so no other provider ever gets one; lower the base.") with { IsAdvice = service.Scaling.Count == 0 };

    private static string? FaultIn(EcsTopology topology, string id)
    {
        var parts = id.Split('/');
        if (parts is [var whole] && Placeholder.TargetOf(whole) is { } resource && topology.Services.Any(s => s.Resource.LogicalId == resource))
        {
            return "the service itself";
        }

        if (parts.Length < 3)
        {
            return id.Contains(Placeholder.Open) && parts.Length < 2 ? null : "which names no cluster";
        }

        var (cluster, service) = (parts[^2], parts[^1]);
        if (topology.Template.Find(Placeholder.TargetOf(service), "AWS::ECS::Cluster") is not null)
        {
            return "with a cluster where the service's name belongs";
        }

        if (topology.Template.Find(Placeholder.TargetOf(cluster), "AWS::ECS::Cluster") is { } given && cluster != Placeholder.For(given.LogicalId))
        {
            return $"with the ARN of {given.LogicalId} where its name belongs (Ref)";
        }

        if (Placeholder.TargetOf(service) is { } target && topology.Services.FirstOrDefault(s => s.Resource.LogicalId == target) is { } own)
        {
            return service == Placeholder.For(target) ? $"with the ARN of {target} (Ref) where its name belongs (Fn::GetAtt {target}.Name)"
                : Differs(topology, own, cluster) ? $"but {topology.NameOf(own)} is in another cluster"
                : null;
        }

        if (service.Contains(Placeholder.Open))
        {
            return null;
        }

        // A service of that name in a cluster that is certainly another, or none of that name in a cluster of the template.
        var named = topology.Services.Where(s => s.GivenName == service).ToList();
        var ofCluster = topology.Template.OfType("AWS::ECS::Cluster").FirstOrDefault(c => IsNamed(c, cluster));
        return named.Count > 0 ? named.All(s => Differs(topology, s, cluster)) ? $"but service {service} is in another cluster" : null
            : ofCluster is not null && topology.Services.Where(s => s.Cluster == ofCluster).All(s => s.GivenName is not null) ? $"and the template has no service {service} in that cluster"
            : null;
    }

    private static bool Differs(EcsTopology topology, ServiceDefinition service, string cluster) =>
        service.Cluster is { } own && !IsNamed(own, cluster)
        && (Placeholder.TargetOf(cluster) is { } target ? topology.Template.Find(target, "AWS::ECS::Cluster") is not null
            : !cluster.Contains(Placeholder.Open) && own["ClusterName"].Text is { } name && !name.Contains(Placeholder.Open));

    private static bool IsNamed(TemplateResource cluster, string text) => Placeholder.TargetOf(text) == cluster.LogicalId || cluster["ClusterName"].Text == text;

    private static TemplateResource Owner(EcsTopology topology, TemplateResource target) =>
        topology.Services.FirstOrDefault(s => s.Scaling.Any(t => t.Resource == target))?.Resource ?? target;
}
