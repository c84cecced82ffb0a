using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A service has a cluster, and one way of getting capacity in it.</summary>
/// <remarks>Amazon ECS API Reference, "CreateService".</remarks>
internal static class CapacityRules
{
    [TemplateRule("a service in no cluster of the stack", "Amazon ECS API Reference, CreateService: cluster")]
    public const string NoCluster = "no-cluster";

    [TemplateRule("two ways of getting capacity", "Amazon ECS API Reference, CreateService: capacityProviderStrategy")]
    public const string LaunchTypeBesideProvider = "launch-type-beside-capacity-provider";

    [TemplateRule("no way of getting capacity: neither launch type nor capacity provider, nor a default of the cluster", "Amazon ECS API Reference, CreateService: launchType")]
    public const string NoCapacity = "no-fargate-capacity";

    [TemplateRule("a capacity provider that the cluster does not have", "Amazon ECS API Reference, CreateService: capacityProviderStrategy")]
    public const string Unassociated = "unassociated-capacity-provider";

    private static readonly string[] _fargateProviders = ["FARGATE", "FARGATE_SPOT"];

    /// <summary>"If you do not specify a cluster, the default cluster is assumed", which is not the template's.</summary>
    public static IEnumerable<TemplateViolation> ClusterIsGiven(EcsTopology topology) =>
        from service in topology.Services
        let cluster = service.Resource["Cluster"]
        where !cluster.IsPresent || (topology.Template.Find(cluster.Target)?.Type.StartsWith("AWS::ECS::", StringComparison.Ordinal) == true && service.Cluster is null)
        select topology.Violation(NoCluster, service, $"it names {(cluster.IsPresent ? $"{cluster.Target}, which is no cluster" : "no cluster, so it would run in the account's default one")}; name the environment's.") with { IsAdvice = !cluster.IsPresent };

    /// <summary>"If a capacityProviderStrategy is specified, the launchType parameter must be omitted." With neither, and no default of the cluster, a service looks for EC2 instances.</summary>
    public static IEnumerable<TemplateViolation> OneWay(EcsTopology topology)
    {
        foreach (var service in topology.Services)
        {
            var strategy = service.Resource["CapacityProviderStrategy"];
            var hasStrategy = strategy.Items.Count > 0 || strategy.IsUnknownList;
            if (hasStrategy && service.LaunchType is not null)
            {
                yield return topology.Violation(LaunchTypeBesideProvider, service, $"it has launch type {service.LaunchType} and a capacity provider strategy, and ECS takes one of them; leave the launch type out.");
            }
            else if (!hasStrategy && service.LaunchType is null && service.IsFargate && service.Cluster is not null && !ClusterCapacity.IsUnknown(topology.Template, service.Cluster) && !ClusterCapacity.DefaultProviders(topology.Template, service.Cluster).Any())
            {
                yield return topology.Violation(NoCapacity, service, "it has neither launch type nor capacity provider, nor has its cluster a default, so it would wait for EC2 instances; use FARGATE.");
            }
        }
    }

    /// <summary>Only capacity providers that are associated with the cluster can be used.</summary>
    public static IEnumerable<TemplateViolation> ProvidersAreAssociated(EcsTopology topology) =>
        from service in topology.Services
        where service.Cluster is not null && !ClusterCapacity.IsUnknown(topology.Template, service.Cluster)
        let associated = ClusterCapacity.Providers(topology.Template, service.Cluster!).ToList()
        from provider in service.CapacityProviders.Distinct()
        where _fargateProviders.Contains(provider) && !associated.Contains(provider)
        select topology.Violation(Unassociated, service, $"it uses capacity provider {provider}, which cluster {service.Cluster!.LogicalId} does not have; associate it with the cluster.");
}
