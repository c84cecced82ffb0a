using System.Net;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A load balancer is where its clients can reach it.</summary>
/// <remarks>Elastic Load Balancing, Application Load Balancers, "Subnets for your load balancer" and "Load balancer scheme".</remarks>
internal static class LoadBalancerRules
{
    [TemplateRule("an application load balancer in one Availability Zone", "Elastic Load Balancing API Reference, CreateLoadBalancer: Subnets")]
    public const string OneZone = "load-balancer-in-one-zone";

    [TemplateRule("a load balancer with two subnets of one Availability Zone", "Elastic Load Balancing API Reference, CreateLoadBalancer: Subnets")]
    public const string SharedZone = "load-balancer-twice-in-zone";

    [TemplateRule("an internet-facing load balancer in subnets that no internet gateway leads to", "Elastic Load Balancing API Reference, CreateLoadBalancer: Scheme")]
    public const string NoInternet = "load-balancer-without-internet";

    [TemplateRule("an internal load balancer in public subnets that is open to any address, which no address of the internet reaches", "Elastic Load Balancing API Reference, CreateLoadBalancer: Scheme")]
    public const string InternalForAnyone = "internal-load-balancer-for-anyone";

    [TemplateRule("a load balancer whose security groups let in none of those who can reach it", "Elastic Load Balancing User Guide for Application Load Balancers, Security groups for your Application Load Balancer")]
    public const string NobodyComesIn = "load-balancer-lets-in-nobody";

    private static readonly IPNetwork[] _private = [.. new[] { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10" }.Select(n => IPNetwork.Parse(n))];

    /// <summary>"You must specify subnets from at least two Availability Zones."</summary>
    public static IEnumerable<TemplateViolation> TwoZones(EcsTopology topology) =>
        from balancer in Application(topology)
        where SubnetPlaces.AreInOneZone(topology.Template, SubnetPlaces.Of(balancer))
        select topology.Violation(OneZone, balancer, $"the subnets of load balancer {balancer.LogicalId} are in one Availability Zone, and it wants two; add a subnet of another one.");

    /// <summary>"You can specify only one subnet per Availability Zone."</summary>
    public static IEnumerable<TemplateViolation> OneSubnetInEachZone(EcsTopology topology) =>
        from balancer in topology.Template.OfType("AWS::ElasticLoadBalancingV2::LoadBalancer")
        let shared = SubnetPlaces.SharingZones(topology.Template, SubnetPlaces.Of(balancer))
        where shared.Count > 0
        select topology.Violation(SharedZone, balancer, $"subnets {string.Join(", ", shared)} of load balancer {balancer.LogicalId} are in one Availability Zone, and it takes one subnet of each; leave one.");

    /// <summary>An internet-facing one is in public subnets; it is internet-facing unless it says otherwise.</summary>
    public static IEnumerable<TemplateViolation> SubnetsArePublic(EcsTopology topology) =>
        from balancer in Application(topology)
        where !IsInternal(balancer)
        let closed = SubnetPlaces.Of(balancer).Where(s => SubnetPlaces.IsPublic(topology.Template, s) == false).Select(s => s.Target).ToList()
        where closed.Count > 0
        select topology.Violation(NoInternet, balancer, $"load balancer {balancer.LogicalId} is internet-facing, but no internet gateway leads to {string.Join(", ", closed)}; put it into public subnets, or make it internal.");

    /// <summary>One that is open to anyone is meant for the internet, which reaches no internal one.</summary>
    public static IEnumerable<TemplateViolation> OpenOnesAreReached(EcsTopology topology) =>
        from balancer in Application(topology)
        where balancer["Scheme"].Text == "internal"
        let subnets = SubnetPlaces.Of(balancer)
        where subnets.Count > 0 && subnets.All(s => SubnetPlaces.IsPublic(topology.Template, s) == true) && GroupsOf(topology, balancer).Any(g => g?.Ingress.Any(r => r.IsForAnyone) == true)
        select topology.Violation(InternalForAnyone, balancer, $"load balancer {balancer.LogicalId} is internal, so the internet does not reach it, though it is in public subnets and open to any address; make it internet-facing, or open it to its clients only.") with { IsAdvice = true };

    /// <summary>Whoever can reach its address is let in at its listeners' ports: public addresses at an internet-facing one.</summary>
    public static IEnumerable<TemplateViolation> ListenersAreOpen(EcsTopology topology) =>
        from route in LoadBalancerRoutes.In(topology.Template).Listeners
        where IsApplication(route.Balancer)
        let groups = GroupsOf(topology, route.Balancer)
        let port = route.Listener["Port"].Number
        where port is not null && groups.Count > 0 && groups.All(g => g is { IsOpenElsewhere: false })
        let open = groups.SelectMany(g => g!.Ingress).Where(r => r.OpensPort(port.Value)).ToList()
        where open.Count == 0 ? route.Balancer["Scheme"].Text != "internet-facing" : !IsInternal(route.Balancer) && open.All(IsPrivate)
        select topology.Violation(NobodyComesIn, route.Balancer, open.Count == 0
            ? $"no security group of load balancer {route.Balancer.LogicalId} lets anyone reach its listener on port {port}; open that port to its clients."
            : $"load balancer {route.Balancer.LogicalId} is internet-facing, but port {port} is open to private addresses only, which nobody has who comes from the internet; open it to those of its clients, or make it internal.");

    private static IEnumerable<TemplateResource> Application(EcsTopology topology) =>
        topology.Template.OfType("AWS::ElasticLoadBalancingV2::LoadBalancer").Where(IsApplication);

    private static bool IsApplication(TemplateResource balancer) => (balancer["Type"].Text ?? "application") == "application";

    private static bool IsInternal(TemplateResource balancer) => balancer["Scheme"].Text is not (null or "internet-facing");

    private static List<SecurityGroup?> GroupsOf(EcsTopology topology, TemplateResource balancer) =>
        [.. SecurityGroup.Keys(balancer["SecurityGroups"]).Select(topology.FindSecurityGroup)];

    private static bool IsPrivate(SecurityGroupRule rule) =>
        rule.Group is not null || (rule.Cidr is { } cidr && IPNetwork.TryParse(cidr, out var network) && _private.Any(p => p.PrefixLength <= network.PrefixLength && p.Contains(network.BaseAddress)));
}
