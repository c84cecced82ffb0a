using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Route 53 takes the records that lead to a load balancer.</summary>
/// <remarks>Amazon Route 53 Developer Guide, "Values that are common for alias records for all routing policies" and "Choosing between alias and non-alias records".</remarks>
internal static class RecordRules
{
    [TemplateRule("a DNS record that Route 53 refuses: an alias with a TTL or in the zone of the record where it leads to a load balancer, a CNAME for the zone itself, records without TTL", "Amazon Route 53 API Reference, AliasTarget: HostedZoneId; ResourceRecordSet: TTL; Developer Guide, Choosing between alias and non-alias records")]
    public const string Impossible = "impossible-dns-record";

    private const string Zone = "AWS::Route53::HostedZone";

    public static IEnumerable<TemplateViolation> RecordsAreTaken(EcsTopology topology) =>
        from found in Records(topology.Template)
        let fault = FaultIn(topology.Template, found.Record, found.ZoneId, found.ZoneName)
        where fault is not null
        select topology.Violation(Impossible, found.Resource, $"record {found.Record["Name"].Text} of {found.Resource.LogicalId} {fault}.");

    private static IEnumerable<(TemplateResource Resource, TemplateValue Record, TemplateValue ZoneId, string? ZoneName)> Records(CloudFormationTemplate template) =>
        from entry in template.OfType("AWS::Route53::RecordSet").Select(r => (Resource: r, Record: r.Properties))
            .Concat(template.OfType("AWS::Route53::RecordSetGroup").SelectMany(g => g["RecordSets"].Items.Select(r => (Resource: g, Record: r))))
        let id = entry.Record["HostedZoneId"].IsPresent ? entry.Record["HostedZoneId"] : entry.Resource["HostedZoneId"]
        let name = entry.Record["HostedZoneName"].Text ?? entry.Resource["HostedZoneName"].Text ?? template.Find(id.Target, Zone)?["Name"].Text
        select (entry.Resource, entry.Record, id, name);

    private static string? FaultIn(CloudFormationTemplate template, TemplateValue record, TemplateValue zone, string? zoneName)
    {
        var (alias, values) = (record["AliasTarget"], record["ResourceRecords"]);
        return alias.IsUnknown || values.IsUnknownList ? null
            : alias.IsPresent && values.IsPresent ? "is an alias and has records of its own; leave one of them out"
            : alias.IsPresent && record["TTL"].IsPresent ? "is an alias and has a TTL, which is that of what it leads to; leave TTL out"
            : values.Items.Count > 0 && !record["TTL"].IsPresent ? "has no TTL; give it one, as 300"
            : BalancerOf(template, alias["DNSName"]) is { } balancer && (template.Find(alias["HostedZoneId"].Target, Zone) is not null || (zone.Text is { } own && TwiceRules.IsExact(own) && alias["HostedZoneId"].Text == own))
                ? $"is an alias of load balancer {balancer} with the zone of the record itself; write the load balancer's CanonicalHostedZoneID as HostedZoneId of AliasTarget"
            : record["Type"].Text == "CNAME" && zoneName is { Length: > 0 } && TwiceRules.IsExact(zoneName) && Normal(record["Name"].Text) == Normal(zoneName)
                ? "is a CNAME for the zone itself, which has other records; make it an alias (A, AliasTarget)"
            : null;
    }

    // AWS's console writes dualstack. in front.
    private static string? BalancerOf(CloudFormationTemplate template, TemplateValue name) =>
        template.OfType("AWS::ElasticLoadBalancingV2::LoadBalancer").Select(b => b.LogicalId).FirstOrDefault(id => name.Text?.EndsWith(Placeholder.For($"{id}.DNSName"), StringComparison.Ordinal) == true);

    private static string? Normal(string? name) => name?.TrimEnd('.').ToLowerInvariant();
}
