using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>What is served has one name, and no other service has the same.</summary>
/// <remarks>Amazon ECS API Reference, "ServiceConnectService".</remarks>
internal static partial class AliasRules
{
    [TemplateRule("two services with the same alias", "Amazon ECS API Reference, ServiceConnectService: clientAliases")]
    public const string Duplicate = "duplicate-alias";

    [TemplateRule("a port with more than one alias", "Amazon ECS API Reference, ServiceConnectService: clientAliases")]
    public const string SeveralAliases = "several-aliases";

    [TemplateRule("a discovery name that another service has", "Amazon ECS API Reference, ServiceConnectService: discoveryName")]
    public const string DuplicateDiscoveryName = "duplicate-discovery-name";

    [TemplateRule("a discovery name that Cloud Map would refuse", "Amazon ECS API Reference, ServiceConnectService: discoveryName")]
    public const string BadDiscoveryName = "bad-discovery-name";

    /// <summary>"Each name and port mapping must be unique within the namespace."</summary>
    public static IEnumerable<TemplateViolation> AliasesAreUnique(EcsTopology topology) =>
        from endpoint in topology.Endpoints
        from alias in endpoint.Aliases
        where alias.Port is not null && !alias.DnsName.Contains(CloudFormation.Placeholder.Open) && endpoint.Service.Namespace is not null
        group endpoint by (endpoint.Service.Namespace, Name: alias.ToString().ToUpperInvariant()) into same
        where same.Count() > 1
        let ordered = same.OrderBy(e => topology.NameOf(e.Service), StringComparer.Ordinal).ToList()
        select topology.Violation(Duplicate, ordered[^1].Service, $"alias {ordered[^1].Aliases[0]} is also that of {topology.NameOf(ordered[0].Service)}; give one of the two another name or port.");

    /// <summary>"The maximum number of client aliases that you can have in this list is 1."</summary>
    public static IEnumerable<TemplateViolation> OneAliasEach(EcsTopology topology) =>
        from endpoint in topology.Endpoints
        where endpoint.Aliases.Count > 1
        select topology.Violation(SeveralAliases, endpoint.Service, $"port {endpoint.PortName} has {endpoint.Aliases.Count} aliases ({string.Join(", ", endpoint.Aliases)}), and ECS takes one; serve the port once for each name.");

    /// <summary>discoveryName "must be unique within the Cloud Map namespace".</summary>
    public static IEnumerable<TemplateViolation> DiscoveryNamesAreUnique(EcsTopology topology) =>
        from endpoint in topology.Endpoints
        where endpoint.DiscoveryName.Length > 0 && !endpoint.DiscoveryName.Contains(CloudFormation.Placeholder.Open) && endpoint.Service.Namespace is not null
        group endpoint by (endpoint.Service.Namespace, endpoint.DiscoveryName) into same
        where same.Count() > 1
        let ordered = same.OrderBy(e => topology.NameOf(e.Service), StringComparer.Ordinal).ToList()
        select topology.Violation(DuplicateDiscoveryName, ordered[^1].Service, $"discovery name {same.Key.DiscoveryName} is also that of {topology.NameOf(ordered[0].Service)}; set another DiscoveryName or port name.");

    /// <summary>Up to 64 lowercase letters, digits, underscores and hyphens, the first of them no hyphen.</summary>
    public static IEnumerable<TemplateViolation> DiscoveryNamesAreValid(EcsTopology topology) =>
        from endpoint in topology.Endpoints
        where endpoint.DiscoveryName.Length > 0 && !endpoint.DiscoveryName.Contains(CloudFormation.Placeholder.Open) && !DiscoveryName().IsMatch(endpoint.DiscoveryName)
        select topology.Violation(BadDiscoveryName, endpoint.Service, $"discovery name '{endpoint.DiscoveryName}' is not 1 to 64 of a-z, 0-9, _ and - with no - in front; shorten or change it.");

    [GeneratedRegex("^[a-z0-9_][a-z0-9_-]{0,63}$")]
    private static partial Regex DiscoveryName();
}
