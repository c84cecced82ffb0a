using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>What speaks IPv6 has addresses of it.</summary>
internal static class IpVersionRules
{
    [TemplateRule("a load balancer with IPv6 in subnets without", "Elastic Load Balancing API Reference, CreateLoadBalancer: IpAddressType; User Guide for Application Load Balancers, Subnets for your load balancer")]
    public const string None = "no-ipv6-addresses";

    /// <summary>Subnets of a dual-stack load balancer have "associated IPv6 CIDR blocks".</summary>
    public static IEnumerable<TemplateViolation> SubnetsHaveAddresses(EcsTopology topology) =>
        from balancer in topology.Template.OfType("AWS::ElasticLoadBalancingV2::LoadBalancer")
        where balancer["IpAddressType"].Text?.StartsWith("dualstack", StringComparison.Ordinal) == true && !topology.Template.MayHaveMore
        let without = (from reference in SubnetPlaces.Of(balancer)
                       let subnet = topology.Template.Find(reference.Target, "AWS::EC2::Subnet")
                       where subnet is not null && !subnet["Ipv6CidrBlock"].IsPresent && !subnet["Ipv6IpamPoolId"].IsPresent && !subnet["Ipv6NetmaskLength"].IsPresent
                           && !topology.Template.OfType("AWS::EC2::SubnetCidrBlock").Any(b => b["SubnetId"].Target is not { } id || id == subnet.LogicalId)
                           && !topology.Template.IsHandedOn(subnet.LogicalId) && !topology.Template.IsGivenAway(subnet)
                       select subnet.LogicalId).Distinct().ToList()
        where without.Count > 0
        select topology.Violation(None, balancer, $"load balancer {balancer.LogicalId} is {balancer["IpAddressType"].Text}, and {string.Join(", ", without)} {(without.Count == 1 ? "has" : "have")} no IPv6 addresses; give each an Ipv6CidrBlock, or make it ipv4.");
}
