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
    public bool LeadTo(string service, TemplateResource? routeTable) =>
        _all.Any(e => Names(e, service) && (IsInterface(e) ? e["PrivateDnsEnabled"].Text?.ToUpperInvariant() != "FALSE" : HasRoute(e, routeTable)));

    /// <summary>Those that what is sent to a service from a subnet with that route table takes for certain.</summary>
    public IEnumerable<TemplateResource> CertainlyTo(string service, TemplateResource? routeTable) =>
        _all.Where(e => e["VpcId"].Target == vpc.LogicalId && e["ServiceName"].Text?.EndsWith($".{service}", StringComparison.Ordinal) == true
            && (IsInterface(e) ? e["PrivateDnsEnabled"].IsTrue : routeTable is not null && e["RouteTableIds"].Items.Any(t => t.Target == routeTable.LogicalId)));

    public static bool IsInterface(TemplateResource endpoint) => endpoint["VpcEndpointType"].Text == "Interface";

    // A name that only AWS knows may be any.
    private static bool Names(TemplateResource endpoint, string service) =>
        endpoint["ServiceName"].Text is not { } name || name.EndsWith($".{service}", StringComparison.Ordinal) || name.EndsWith(Placeholder.Close);

    private static bool HasRoute(TemplateResource endpoint, TemplateResource? routeTable) =>
        routeTable is null || endpoint["RouteTableIds"].Items is [] || endpoint["RouteTableIds"].Items.Any(t => t.Target is not { } id || id == routeTable.LogicalId);
}
