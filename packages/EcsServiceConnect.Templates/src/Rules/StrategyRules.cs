using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A capacity provider strategy is one that ECS takes.</summary>
/// <remarks>Amazon ECS API Reference, "CapacityProviderStrategyItem" and "CreateService", capacityProviderStrategy.</remarks>
internal static class StrategyRules
{
    [TemplateRule("a capacity provider strategy with two bases", "Amazon ECS API Reference, CapacityProviderStrategyItem: base")]
    public const string TwoBases = "two-capacity-bases";

    [TemplateRule("a capacity provider strategy in which no provider has a weight", "Amazon ECS API Reference, CapacityProviderStrategyItem: weight")]
    public const string NoWeight = "no-capacity-weight";

    [TemplateRule("a capacity provider strategy with Fargate and with instances", "Amazon ECS Developer Guide, Amazon ECS clusters for Fargate")]
    public const string Mixed = "mixed-capacity-providers";

    [TemplateRule("a capacity provider strategy with one provider twice", "Amazon ECS API Reference, CreateService: capacityProviderStrategy")]
    public const string ProviderTwice = "capacity-provider-twice";

    /// <summary>The strategies of services, and those of clusters for services that have none.</summary>
    public static IEnumerable<TemplateViolation> Strategies(EcsTopology topology) =>
        from resource in topology.Template.OfType("AWS::ECS::Service", "AWS::ECS::Cluster", "AWS::ECS::ClusterCapacityProviderAssociations")
        let items = resource[resource.Type == "AWS::ECS::Service" ? "CapacityProviderStrategy" : "DefaultCapacityProviderStrategy"].Items
        where items.Count > 0
        from fault in Faults(items)
        select topology.Violation(fault.Rule, resource, $"the capacity provider strategy of {resource.LogicalId} {fault.What}.");

    private static IEnumerable<(string Rule, string What)> Faults(IReadOnlyList<TemplateValue> items)
    {
        var providers = items.Select(i => i["CapacityProvider"].Text ?? "").ToList();
        var bases = items.Where(i => i["Base"].Number > 0).Select(i => i["CapacityProvider"].Text).ToList();
        if (bases.Count > 1)
        {
            yield return (TwoBases, $"has a base for {string.Join(" and ", bases)}, and only one provider can have one; leave it with the provider that is to have the first tasks");
        }

        // "If multiple capacity providers are specified …, at least one … must have a weight value greater than zero"; the default is 0.
        if (items.Count > 1 && items.All(i => !i["Weight"].IsPresent || i["Weight"].Number == 0))
        {
            yield return (NoWeight, "gives no provider a weight, so no task beyond the base could be placed; give one a weight of 1");
        }

        if (providers.Any(IsFargate) && providers.Any(p => p.Length > 0 && !IsFargate(p) && !p.Contains(Placeholder.Open)))
        {
            yield return (Mixed, $"has {string.Join(" and ", providers)}, and Fargate does not mix with instances; use one kind");
        }

        foreach (var twice in providers.Where(p => p.Length > 0).GroupBy(p => p).Where(g => g.Count() > 1))
        {
            yield return (ProviderTwice, $"has {twice.Key} {twice.Count()} times; make it one item");
        }
    }

    private static bool IsFargate(string provider) => provider is "FARGATE" or "FARGATE_SPOT";
}
