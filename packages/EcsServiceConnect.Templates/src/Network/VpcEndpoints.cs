using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Network;

/// <summary>The ways from a VPC to AWS's services that need no way out.</summary>
/// <remarks>AWS PrivateLink Guide, "Access AWS services through AWS PrivateLink" and "Gateway endpoints".</remarks>
internal sealed class VpcEndpoints(CloudFormationTemplate template, TemplateResource vpc)
{
    private readonly List<TemplateResource> _all = [.. template.OfType("AWS::EC2::VPCEndpoint").Where(e => e["VpcId"].Target is not { } id || id == vpc.LogicalId || template.Find(id) is null)];

    public bool Any => _all.Count > 0;

    public IEnumerable<TemplateResource> Interfaces => _all.Where(IsInterface);

    /// <summary>Whether one leads to a service, as `logs`, or may: with private names, or for a gateway with a route.</summary>
    public bool LeadTo(string service, TemplateResource? routeTable) => To(service, routeTable).Any();

    /// <summary>Those that lead to a service, or may.</summary>
    public IEnumerable<TemplateResource> To(string service, TemplateResource? routeTable) =>
        _all.Where(e => Names(e, service) && (IsInterface(e) ? e["PrivateDnsEnabled"].Text?.ToUpperInvariant() != "FALSE" : HasRoute(e, routeTable)));

    public static bool IsInterface(TemplateResource endpoint) => endpoint["VpcEndpointType"].Text == "Interface";

    // A name that only AWS knows may be any.
    private static bool Names(TemplateResource endpoint, string service) =>
        endpoint["ServiceName"].Text is not { } name || name.EndsWith($".{service}", StringComparison.Ordinal) || name.EndsWith(Placeholder.Close);

    private static bool HasRoute(TemplateResource endpoint, TemplateResource? routeTable) =>
        routeTable is null || endpoint["RouteTableIds"].Items is [] || endpoint["RouteTableIds"].Items.Any(t => t.Target is not { } id || id == routeTable.LogicalId);
}
