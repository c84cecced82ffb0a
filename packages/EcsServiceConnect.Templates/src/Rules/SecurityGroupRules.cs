using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Security groups let through nothing else.</summary>
internal static class SecurityGroupRules
{
    [TemplateRule("a security group that is open to any address, and not a load balancer's", "Amazon ECS Developer Guide, Network security best practices for Amazon ECS", IsPractice = true)]
    public const string OpenToAnyone = "open-to-the-internet";

    [TemplateRule("two services with one security group, or a service with none", "Amazon ECS Developer Guide, Network security best practices for Amazon ECS", IsPractice = true)]
    public const string Shared = "shared-security-group";

    [TemplateRule("a security group of another VPC than the subnets that it is used in", "Amazon VPC User Guide, Security groups: a security group can be assigned only to resources in the VPC for which it is created")]
    public const string OtherVpc = "security-group-in-another-vpc";

    private static readonly (string Type, string[] Groups, string[] Subnets)[] _places =
    [
        ("AWS::ECS::Service", ["NetworkConfiguration", "AwsvpcConfiguration", "SecurityGroups"], ["NetworkConfiguration", "AwsvpcConfiguration", "Subnets"]),
        ("AWS::ElasticLoadBalancingV2::LoadBalancer", ["SecurityGroups"], ["Subnets"]),
        ("AWS::EFS::MountTarget", ["SecurityGroups"], ["SubnetId"]),
    ];

    /// <summary>Compared are VPCs of the template; a group without one is of the account's default VPC.</summary>
    public static IEnumerable<TemplateViolation> AreOfTheVpc(EcsTopology topology) =>
        from place in _places
        from resource in topology.Template.OfType(place.Type)
        let subnets = place.Subnets.Aggregate(resource.Properties, (value, name) => value[name])
        let vpc = (subnets.Target is null ? subnets.Items : [subnets]).Select(s => SubnetPlaces.VpcOf(topology.Template, s)).FirstOrDefault(v => v is not null && topology.Template.Find(Placeholder.TargetOf(v), "AWS::EC2::VPC") is not null)
        where vpc is not null
        from key in SecurityGroup.Keys(place.Groups.Aggregate(resource.Properties, (value, name) => value[name]))
        let other = topology.FindSecurityGroup(key)?.Resource
        where other is not null
        let its = other["VpcId"]
        where !its.IsPresent || (its.Text != vpc && topology.Template.Find(its.Target, "AWS::EC2::VPC") is not null)
        select topology.Violation(OtherVpc, resource, $"{resource.LogicalId} is in VPC {vpc}, and its security group {other.LogicalId} is in {(its.IsPresent ? its.Text : "the account's default one, for it has no VpcId")}; put both into one VPC.");

    /// <summary>Only load balancers take connections from any address.</summary>
    /// <remarks>Amazon ECS Developer Guide, "Network security best practices for Amazon ECS"; AWS Security Hub control EC2.18.</remarks>
    public static IEnumerable<TemplateViolation> OnlyLoadBalancersAreOpen(EcsTopology topology)
    {
        var balancers = topology.Template.OfType("AWS::ElasticLoadBalancingV2::LoadBalancer")
            .SelectMany(b => SecurityGroup.Keys(b["SecurityGroups"]))
            .ToHashSet();
        var routes = LoadBalancerRoutes.In(topology.Template);
        foreach (var group in topology.SecurityGroups.Where(g => g.Ingress.Any(r => r.IsForAnyone)))
        {
            // A network load balancer without groups hands on the addresses of its clients.
            var services = topology.Services.Where(s => s.SecurityGroups.Contains(group.Resource.LogicalId)).ToList();
            var service = services.Find(s => !s.LoadBalancers.Any(l => HandsOnAddresses(topology, [.. routes.BalancersOf(l.TargetGroup)], l.TargetGroup)));
            if (service is not null || (services.Count == 0 && !balancers.Contains(group.Resource.LogicalId)))
            {
                yield return topology.Violation(OpenToAnyone, service?.Resource ?? group.Resource, $"security group {group.Resource.LogicalId} is open to any address; open it to the groups of its clients.");
            }
        }
    }

    // One that is not in the template is told by the protocol of its target group.
    private static bool HandsOnAddresses(EcsTopology topology, List<TemplateResource> balancers, string? targetGroup) => balancers.Count > 0
        ? balancers.Exists(b => b["Type"].Text == "network" && !b["SecurityGroups"].IsPresent)
        : topology.Template.Find(targetGroup, "AWS::ElasticLoadBalancingV2::TargetGroup")?["Protocol"].Text is "TCP" or "UDP" or "TCP_UDP" or "TLS";

    /// <summary>Each service has a security group that no other has, so that opening one to somebody opens no other.</summary>
    /// <remarks>Amazon ECS Developer Guide, "Network security best practices for Amazon ECS". With no group at all, all services share the VPC's default one ("AwsVpcConfiguration").</remarks>
    public static IEnumerable<TemplateViolation> EachServiceHasItsOwn(EcsTopology topology)
    {
        foreach (var service in topology.Services.Where(s => s.SecurityGroups.Count == 0 && s.Resource["NetworkConfiguration"].IsPresent))
        {
            yield return topology.Violation(Shared, service, "it has no security group, so it shares the VPC's default one; give it its own.");
        }

        foreach (var shared in topology.Services.SelectMany(s => s.SecurityGroups.Distinct().Select(g => (Group: g, Service: s))).GroupBy(x => x.Group, x => x.Service).Where(g => g.Count() > 1))
        {
            yield return topology.Violation(Shared, shared.Last(), $"it shares security group {shared.Key} with {topology.NameOf(shared.First())}, so whoever may reach one may reach the other; give each its own.");
        }
    }
}
