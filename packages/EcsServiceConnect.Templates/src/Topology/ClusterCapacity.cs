using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>The capacity providers of a cluster, given with it or by an association.</summary>
internal static class ClusterCapacity
{
    /// <summary>Those that its services may use.</summary>
    public static IEnumerable<string> Providers(CloudFormationTemplate template, TemplateResource cluster) =>
        With(template, cluster).SelectMany(r => r["CapacityProviders"].Items).Select(p => p.Text ?? "");

    /// <summary>Those that a service uses which names none.</summary>
    public static IEnumerable<string> DefaultProviders(CloudFormationTemplate template, TemplateResource cluster) =>
        DefaultStrategies(template, cluster).SelectMany(ServiceDefinition.ProvidersIn);

    /// <summary>The strategies of services that have none.</summary>
    public static IEnumerable<TemplateValue> DefaultStrategies(CloudFormationTemplate template, TemplateResource cluster) =>
        With(template, cluster).Select(r => r["DefaultCapacityProviderStrategy"]).Where(s => s.IsPresent);

    /// <summary>Whether only AWS knows some of them.</summary>
    public static bool IsUnknown(CloudFormationTemplate template, TemplateResource cluster) =>
        With(template, cluster).Any(r => r["CapacityProviders"].IsUnknownList || r["DefaultCapacityProviderStrategy"].IsUnknownList);

    private static IEnumerable<TemplateResource> With(CloudFormationTemplate template, TemplateResource cluster) =>
        template.OfType("AWS::ECS::ClusterCapacityProviderAssociations").Where(a => a["Cluster"].Target == cluster.LogicalId).Append(cluster);
}
