using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Network;

/// <summary>How packets get from a subnet to the internet.</summary>
internal enum WayOut
{
    /// <summary>The template does not show it.</summary>
    Unknown,
    None,

    /// <summary>By an internet gateway, which takes those with a public address.</summary>
    InternetGateway,

    /// <summary>By a NAT gateway, or by something like it.</summary>
    Nat,
}

/// <summary>The way out of a subnet, and if there is none, why.</summary>
internal sealed record SubnetWay(WayOut Kind, string Why = "");

/// <summary>The routes of a template's subnets.</summary>
/// <remarks>
/// Amazon VPC User Guide, "Configure route tables" (a subnet that is associated with none has the main one, which leads
/// nowhere but into the VPC; what a nested stack or custom resource gets may have routes of theirs), "Enable internet access for a VPC using an internet gateway" and "NAT gateways".
/// </remarks>
internal sealed class SubnetRoutes(CloudFormationTemplate template)
{
    private const string Everywhere = "0.0.0.0/0";

    private static readonly SubnetWay _unknown = new(WayOut.Unknown);

    public SubnetWay WayOutOf(TemplateResource subnet) => template.MayHaveMore ? _unknown : WayOutOf(subnet, isOfNat: false);

    /// <summary>The route table of a subnet; null where it is the main one, or not in the template.</summary>
    public TemplateResource? TableOf(TemplateResource subnet) =>
        Associations(subnet) is [var association, ..] ? template.Find(association["RouteTableId"].Target, "AWS::EC2::RouteTable") : null;

    private SubnetWay WayOutOf(TemplateResource subnet, bool isOfNat)
    {
        var associations = template.OfType("AWS::EC2::SubnetRouteTableAssociation").ToList();
        if (!associations.Any(a => a["SubnetId"].Target == subnet.LogicalId))
        {
            return associations.Any(a => template.Find(a["SubnetId"].Target) is null) || template.Find(subnet["VpcId"].Target, "AWS::EC2::VPC") is not { } vpc || template.IsGivenAway(vpc)
                ? _unknown
                : new(WayOut.None, $"subnet {subnet.LogicalId} is associated with no route table");
        }

        if (TableOf(subnet) is not { } table || template.IsGivenAway(table))
        {
            return _unknown;
        }

        var routes = template.OfType("AWS::EC2::Route").Where(r => r["RouteTableId"].Target == table.LogicalId).ToList();
        var ways = routes.Where(r => r["DestinationCidrBlock"].Text == Everywhere).Select(r => By(r, subnet, isOfNat)).DistinctBy(w => w.Kind).ToList();
        return ways switch
        {
            [var one] => one,
            [] when routes.All(r => r["DestinationCidrBlock"].Text is { } cidr && !cidr.Contains(Placeholder.Open) && !cidr.EndsWith("/1", StringComparison.Ordinal)) =>
                new(WayOut.None, $"route table {table.LogicalId} of subnet {subnet.LogicalId} has no route to {Everywhere}"),
            _ => _unknown,
        };
    }

    private SubnetWay By(TemplateResource route, TemplateResource subnet, bool isOfNat)
    {
        if (route["NatGatewayId"].IsPresent)
        {
            return isOfNat ? new(WayOut.Nat) : ByNat(route["NatGatewayId"]);
        }

        if (template.Find(route["GatewayId"].Target, "AWS::EC2::InternetGateway") is { } gateway)
        {
            return template.OfType("AWS::EC2::VPCGatewayAttachment").Any(a => a["InternetGatewayId"].Target == gateway.LogicalId && !AreTwoVpcs(a["VpcId"], subnet["VpcId"])) || template.IsGivenAway(gateway)
                ? new(WayOut.InternetGateway)
                : new(WayOut.None, $"internet gateway {gateway.LogicalId} is not attached to its VPC");
        }

        return route["GatewayId"].Text?.StartsWith("igw-", StringComparison.Ordinal) == true ? new(WayOut.InternetGateway) : _unknown;
    }

    private SubnetWay ByNat(TemplateValue reference)
    {
        if (template.Find(reference.Target, "AWS::EC2::NatGateway") is not { } nat)
        {
            return new(WayOut.Nat);
        }

        if (nat["ConnectivityType"].Text == "private")
        {
            return new(WayOut.None, $"NAT gateway {nat.LogicalId} is a private one, which leads to other VPCs only");
        }

        if (nat["SubnetId"].IsPresent && !nat["AllocationId"].IsPresent)
        {
            return new(WayOut.None, $"NAT gateway {nat.LogicalId} has no address (AllocationId)");
        }

        var own = template.Find(nat["SubnetId"].Target, "AWS::EC2::Subnet") is { } subnet ? WayOutOf(subnet, isOfNat: true) : _unknown;
        return own.Kind is WayOut.None or WayOut.Nat
            ? new(WayOut.None, $"NAT gateway {nat.LogicalId} is in subnet {nat["SubnetId"].Target}, which has no route to an internet gateway")
            : new(WayOut.Nat);
    }

    private List<TemplateResource> Associations(TemplateResource subnet) =>
        [.. template.OfType("AWS::EC2::SubnetRouteTableAssociation").Where(a => a["SubnetId"].Target == subnet.LogicalId)];

    private bool AreTwoVpcs(TemplateValue one, TemplateValue other) =>
        template.Find(one.Target, "AWS::EC2::VPC") is { } a && template.Find(other.Target, "AWS::EC2::VPC") is { } b && a.LogicalId != b.LogicalId;
}
