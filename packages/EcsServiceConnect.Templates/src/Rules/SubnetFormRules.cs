using System.Net;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>The subnets of a VPC have their own part of its addresses.</summary>
/// <remarks>Amazon EC2 API Reference, "CreateSubnet".</remarks>
internal static class SubnetFormRules
{
    [TemplateRule("a subnet outside of its VPC's addresses, or with those of another subnet", "Amazon EC2 API Reference, CreateSubnet: CidrBlock")]
    public const string Impossible = "impossible-subnet";

    public static IEnumerable<TemplateViolation> Ranges(EcsTopology topology) =>
        from vpc in topology.Template.OfType("AWS::EC2::VPC")
        let whole = RangeOf(vpc)
        let subnets = topology.Template.OfType("AWS::EC2::Subnet")
            .Where(s => s["VpcId"].Target == vpc.LogicalId)
            .Select(s => (Resource: s, Range: RangeOf(s)))
            .Where(s => s.Range is not null)
            .OrderBy(s => s.Resource["CidrBlock"].Text, StringComparer.Ordinal)
            .ToList()
        from subnet in subnets
        let range = subnet.Range!.Value
        let other = subnets.Where(s => s.Resource.Condition == subnet.Resource.Condition).TakeWhile(s => s != subnet).FirstOrDefault(s => Overlap(s.Range!.Value, range)).Resource
        let fault = whole is not null && !Contains(whole.Value, range) && !HasMore(topology, vpc) ? $"is outside of {vpc.LogicalId}, which has {whole}; take a part of that"
            : other is not null ? $"shares addresses with {other.LogicalId}, which has {other["CidrBlock"].Text}; give each its own"
            : null
        where fault is not null
        select topology.Violation(Impossible, subnet.Resource, $"subnet {subnet.Resource.LogicalId} has {range}, and {fault}.");

    private static IPNetwork? RangeOf(TemplateResource resource) => IPNetwork.TryParse(resource["CidrBlock"].Text ?? "", out var range) ? range : null;

    private static bool Contains(IPNetwork whole, IPNetwork part) => whole.PrefixLength <= part.PrefixLength && whole.Contains(part.BaseAddress);

    private static bool Overlap(IPNetwork one, IPNetwork other) => Contains(one, other) || Contains(other, one);

    // A VPC may have further ranges.
    private static bool HasMore(EcsTopology topology, TemplateResource vpc) => topology.Template.OfType("AWS::EC2::VPCCidrBlock").Any(b => b["VpcId"].Target == vpc.LogicalId);
}
