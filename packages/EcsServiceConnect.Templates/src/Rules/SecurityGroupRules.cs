using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Security groups let through nothing else.</summary>
internal static class SecurityGroupRules
{
    [TemplateRule("a security group that is open to any address, and not a load balancer's", "Amazon ECS Developer Guide, Network security best practices for Amazon ECS", IsPractice = true)]
    public const string OpenToAnyone = "open-to-the-internet";

    [TemplateRule("two services with one security group, or a service with none", "Amazon ECS Developer Guide, Network security best practices for Amazon ECS", IsPractice = true)]
    public const string Shared = "shared-security-group";

    /// <summary>Only load balancers take connections from any address.</summary>
    /// <remarks>Amazon ECS Developer Guide, "Network security best practices for Amazon ECS"; AWS Security Hub control EC2.18.</remarks>
    public static IEnumerable<TemplateViolation> OnlyLoadBalancersAreOpen(EcsTopology topology)
    {
        var balancers = topology.Template.OfType("AWS::ElasticLoadBalancingV2::LoadBalancer")
            .SelectMany(b => SecurityGroup.Keys(b["SecurityGroups"]))
            .ToHashSet();
        foreach (var group in topology.SecurityGroups.Where(g => g.Ingress.Any(r => r.IsForAnyone)))
        {
            var service = topology.Services.FirstOrDefault(s => s.SecurityGroups.Contains(group.Resource.LogicalId));
            if (service is not null || !balancers.Contains(group.Resource.LogicalId))
            {
                yield return topology.Violation(OpenToAnyone, service?.Resource ?? group.Resource, $"security group {group.Resource.LogicalId} is open to any address; open it to the groups of its clients.");
            }
        }
    }

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
