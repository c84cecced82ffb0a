using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A service registers in AWS Cloud Map as its namespace and records want it.</summary>
/// <remarks>AWS Cloud Map API Reference, "CreateService"; Amazon ECS API Reference, "ServiceRegistry".</remarks>
internal static class CloudMapRules
{
    [TemplateRule("DNS records in a namespace of AWS Cloud Map that has no DNS, or SRV records of a service without its port", "AWS Cloud Map API Reference, CreateService: DnsConfig; Amazon ECS API Reference, ServiceRegistry: port, containerPort")]
    public const string Impossible = "impossible-registration";

    public static IEnumerable<TemplateViolation> NamespacesHaveDns(EcsTopology topology) =>
        from registry in topology.Template.OfType("AWS::ServiceDiscovery::Service")
        let records = registry["DnsConfig"]
        where records.IsPresent && !records.IsUnknown
        let space = topology.Template.Find((registry["NamespaceId"].IsPresent ? registry["NamespaceId"] : records["NamespaceId"]).Target, "AWS::ServiceDiscovery::HttpNamespace")
        where space is not null
        select topology.Violation(Impossible, registry, $"{registry.LogicalId} has DNS records, and its namespace {space.LogicalId} is one for HTTP, which has none; leave DnsConfig out, or make the namespace an AWS::ServiceDiscovery::PrivateDnsNamespace.");

    /// <summary>With awsvpc and an SRV record, "you must specify either a containerName and containerPort combination or a port value"; with an address of the host's, always the former.</summary>
    public static IEnumerable<TemplateViolation> RecordsHavePorts(EcsTopology topology) =>
        from service in topology.Services
        from entry in service.Resource["ServiceRegistries"].Items
        let registry = topology.Template.Find(entry["RegistryArn"].Target, "AWS::ServiceDiscovery::Service")
        where registry is not null && registry["DnsConfig"]["DnsRecords"].Items.Any(r => r["Type"].Text == "SRV")
            && !entry["Port"].IsPresent && !entry["ContainerPort"].IsPresent
        select topology.Violation(Impossible, service, $"{registry.LogicalId} has SRV records, which name a port, and the service registers with none; give ContainerName and ContainerPort in ServiceRegistries.");
}
