using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A security group's rule is one that EC2 takes.</summary>
/// <remarks>AWS CloudFormation Template Reference, "AWS::EC2::SecurityGroup Ingress" and "Egress".</remarks>
internal static class SecurityGroupFormRules
{
    [TemplateRule("a security group's rule without ports, with ports the wrong way round, or for none or several of group, addresses and prefix list", "AWS CloudFormation Template Reference, AWS::EC2::SecurityGroup Ingress")]
    public const string Impossible = "impossible-security-group-rule";

    // It opens nothing, which may be all the same to whoever wrote it.
    private const string ForNobody = "is for nobody; give addresses, a group or a prefix list";

    private static readonly string[] _sources =
        ["CidrIp", "CidrIpv6", "SourceSecurityGroupId", "SourceSecurityGroupName", "SourcePrefixListId", "DestinationSecurityGroupId", "DestinationPrefixListId"];

    public static IEnumerable<TemplateViolation> Rules(EcsTopology topology) =>
        from rule in topology.Template.OfType("AWS::EC2::SecurityGroup").SelectMany(g => g["SecurityGroupIngress"].Items.Concat(g["SecurityGroupEgress"].Items).Select(r => (Resource: g, Value: r)))
            .Concat(topology.Template.OfType("AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress").Select(r => (Resource: r, Value: r.Properties)))
        let fault = FaultIn(rule.Value)
        where fault is not null
        select topology.Violation(Impossible, rule.Resource, $"a rule of {rule.Resource.LogicalId} {fault}.") with { IsAdvice = fault == ForNobody };

    private static string? FaultIn(TemplateValue rule)
    {
        var protocol = rule["IpProtocol"].Text?.ToLowerInvariant();
        var sources = _sources.Where(s => rule[s].IsPresent).ToList();
        return protocol is "tcp" or "udp" or "6" or "17" && !(rule["FromPort"].IsPresent && rule["ToPort"].IsPresent) ? $"is for {protocol} and has no ports; give FromPort and ToPort"
            : protocol is "tcp" or "udp" or "6" or "17" && rule["FromPort"].Number > rule["ToPort"].Number ? $"is for ports {rule["FromPort"].Number} to {rule["ToPort"].Number}; put the smaller one first"
            : rule.Node is not System.Text.Json.Nodes.JsonObject ? null
            : sources.Count == 0 ? ForNobody
            : sources.Count > 1 ? $"has {string.Join(" and ", sources)}, and EC2 takes one; make two rules of it"
            : null;
    }
}
