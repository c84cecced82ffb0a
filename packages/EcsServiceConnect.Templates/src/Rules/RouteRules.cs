using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A route leads one destination to one target, and a subnet has one table of them.</summary>
/// <remarks>AWS CloudFormation Template Reference, "AWS::EC2::Route": "you must specify either a destination CIDR block or prefix list ID. You must also specify exactly one of the resources as the target".</remarks>
internal static class RouteRules
{
    [TemplateRule("a route without destination or target, or with two of one", "AWS CloudFormation Template Reference, AWS::EC2::Route; Amazon EC2 API Reference, CreateRoute")]
    public const string Impossible = "impossible-route";

    [TemplateRule("two routes of a table for one destination, or two tables of a subnet", "Amazon VPC User Guide, Configure route tables: a subnet can be associated with one route table, each destination has one route")]
    public const string Twice = "routed-twice";

    private const string Table = "RouteTableId";

    private static readonly string[] _destinations = ["DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"];

    /// <summary>What else a route has is a target, those among them that AWS has added since.</summary>
    public static IEnumerable<TemplateViolation> RoutesLead(EcsTopology topology) =>
        from route in topology.Template.OfType("AWS::EC2::Route")
        where route.Properties.Node is JsonObject
        let given = ((JsonObject)route.Properties.Node!).Select(p => p.Key).Where(name => name != Table && route[name].IsPresent).ToList()
        let certain = given.Where(name => !HangsOnCondition(route[name])).ToList()
        let fault = !given.Any(_destinations.Contains) ? "has no destination; give it DestinationCidrBlock"
            : given.All(_destinations.Contains) ? "leads to nothing; give it GatewayId, NatGatewayId or another target"
            : certain.Where(_destinations.Contains).Skip(1).Any() ? $"has the destinations {string.Join(" and ", certain.Where(_destinations.Contains))}, and takes one; make two routes of them"
            : certain.Except(_destinations).Skip(1).Any() ? $"leads to {string.Join(" and ", certain.Except(_destinations))}, and takes one target; leave one"
            : null
        where fault is not null
        select topology.Violation(Impossible, route, $"route {route.LogicalId} {fault}.");

    /// <summary>The second one that CloudFormation makes is refused.</summary>
    public static IEnumerable<TemplateViolation> EachIsThereOnce(EcsTopology topology)
    {
        var routes = from route in topology.Template.OfType("AWS::EC2::Route")
                     from name in _destinations
                     where !route[name].IsUnknown && route[name].Text is not null && route[Table].Text is not null
                     group route by (route[Table].Text, To: route[name].Text, route.Condition) into same
                     where same.Count() > 1
                     select (Resources: same.OrderBy(r => r.LogicalId, StringComparer.Ordinal).ToList(), What: $"routes of one table to {same.Key.To}");
        var tables = from association in topology.Template.OfType("AWS::EC2::SubnetRouteTableAssociation")
                     where association["SubnetId"].Target is not null
                     group association by (Subnet: association["SubnetId"].Text, association.Condition) into same
                     where same.Count() > 1
                     select (Resources: same.OrderBy(r => r.LogicalId, StringComparer.Ordinal).ToList(), What: $"associations of subnet {same.Key.Subnet} with a route table");
        return from twice in routes.Concat(tables)
               select topology.Violation(Twice, twice.Resources[^1], $"{string.Join(" and ", twice.Resources.Select(r => r.LogicalId))} are {twice.What}, of which AWS takes one; leave one.");
    }

    private static bool HangsOnCondition(TemplateValue value) => value.Text?.StartsWith(Placeholder.For("Fn::If"), StringComparison.Ordinal) == true;
}
