using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>What AWS takes once is there once.</summary>
internal static class OnceRules
{
    [TemplateRule("a target group twice for one port of a service, a subnet or an attribute twice at a load balancer, an attribute twice at a target group", "Elastic Load Balancing API Reference, CreateLoadBalancer: Subnets; ModifyLoadBalancerAttributes; ModifyTargetGroupAttributes; Amazon ECS API Reference, LoadBalancer")]
    public const string Listed = "listed-twice";

    [TemplateRule("an internet gateway that is attached twice, a VPC with two, an Elastic IP address at two NAT gateways, two entries of a network ACL with one number", "Amazon VPC User Guide, Enable internet access for a VPC using an internet gateway; NAT gateways; Control subnet traffic with network access control lists")]
    public const string Attached = "attached-twice";

    private const string Attachment = "AWS::EC2::VPCGatewayAttachment";

    /// <summary>Of two values of an attribute one does not count; of a target group each task is registered once. "You can specify only one subnet per Availability Zone."</summary>
    public static IEnumerable<TemplateViolation> InLists(EcsTopology topology)
    {
        var template = topology.Template;
        return
        [
            .. from balancer in template.OfType("AWS::ElasticLoadBalancingV2::LoadBalancer")
               from subnet in Repeated(SubnetPlaces.Of(balancer).Select(s => s.Text))
               select topology.Violation(Listed, balancer, $"load balancer {balancer.LogicalId} has subnet {subnet} twice, and takes one of each Availability Zone; leave one out."),
            .. from balancer in template.OfType("AWS::ElasticLoadBalancingV2::LoadBalancer")
               from key in Repeated(balancer["LoadBalancerAttributes"].Items.Select(a => a["Key"].Text))
               select topology.Violation(Listed, balancer, $"load balancer {balancer.LogicalId} has attribute {key} twice, of which one counts; leave one."),
            .. from target in template.OfType("AWS::ElasticLoadBalancingV2::TargetGroup")
               from key in Repeated(target["TargetGroupAttributes"].Items.Select(a => a["Key"].Text))
               select topology.Violation(Listed, topology.Services.FirstOrDefault(s => s.LoadBalancers.Any(l => l.TargetGroup == target.LogicalId))?.Resource ?? target, $"target group {target.LogicalId} has attribute {key} twice, of which one counts; leave one."),
            .. from service in topology.Services
               from same in Repeated(service.Resource["LoadBalancers"].Items.Select(l => l["TargetGroupArn"].Text is { } target ? $"{target} for port {l["ContainerPort"].Text} of container {l["ContainerName"].Text}" : null))
               select topology.Violation(Listed, service, $"its LoadBalancers have target group {same} twice; leave one.") with { IsAdvice = true },
        ];
    }

    /// <summary>The second one that CloudFormation makes is refused.</summary>
    public static IEnumerable<TemplateViolation> InNetworks(EcsTopology topology)
    {
        var template = topology.Template;
        var gateways = template.OfType(Attachment).Where(a => a["InternetGatewayId"].IsPresent).ToList();
        IEnumerable<(TemplateResource Resource, string? What)> all =
        [
            .. gateways.Select(a => (a, Named(a["InternetGatewayId"], id => $"attach internet gateway {id}, which is at one VPC"))),
            .. gateways.Select(a => (a, Named(a["VpcId"], id => $"attach an internet gateway to VPC {id}, which has one"))),
            .. template.OfType("AWS::EC2::NatGateway").Select(n => (n, Named(n["AllocationId"], id => $"have the Elastic IP address {id}, which one NAT gateway can have"))),
            .. template.OfType("AWS::EC2::NetworkAclEntry").Where(e => !e["RuleNumber"].IsUnknown && !e["Egress"].IsUnknown)
                .Select(e => (e, Named(e["NetworkAclId"], id => $"are entry {e["RuleNumber"].Text} of network ACL {id} for what goes {(e["Egress"].IsTrue ? "out" : "in")}, and each number is there once"))),
        ];
        return from one in all
               where one.What is not null
               group one.Resource by (one.What, one.Resource.Condition) into same
               where same.Count() > 1
               let resources = same.OrderBy(r => r.LogicalId, StringComparer.Ordinal).ToList()
               select topology.Violation(Attached, resources[^1], $"{string.Join(" and ", resources.Select(r => r.LogicalId))} {same.Key.What}; leave one.");
    }

    private static string? Named(TemplateValue value, Func<string, string> what) => value.Text is { Length: > 0 } text && TwiceRules.IsExact(text) ? what(text) : null;

    private static IEnumerable<string> Repeated(IEnumerable<string?> texts) =>
        texts.OfType<string>().Where(t => t.Length > 0 && TwiceRules.IsExact(t)).GroupBy(t => t).Where(g => g.Count() > 1).Select(g => g.Key);
}
