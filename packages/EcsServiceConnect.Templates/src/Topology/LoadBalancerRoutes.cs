using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>Which load balancer leads where: listeners and listener rules, and the target groups that they forward to.</summary>
internal sealed class LoadBalancerRoutes
{
    private readonly List<(TemplateResource Balancer, TemplateResource Route, string TargetGroup)> _routes = [];

    private LoadBalancerRoutes(CloudFormationTemplate template)
    {
        Listeners =
        [
            .. from listener in template.OfType("AWS::ElasticLoadBalancingV2::Listener")
               let balancer = template.Find(listener["LoadBalancerArn"].Target, "AWS::ElasticLoadBalancingV2::LoadBalancer")
               where balancer is not null
               select (balancer, listener),
        ];
        foreach (var (balancer, listener) in Listeners)
        {
            Add(balancer, listener, listener["DefaultActions"]);
            foreach (var rule in template.OfType("AWS::ElasticLoadBalancingV2::ListenerRule").Where(r => r["ListenerArn"].Target == listener.LogicalId))
            {
                Add(balancer, rule, rule["Actions"]);
            }
        }
    }

    public IReadOnlyList<(TemplateResource Balancer, TemplateResource Listener)> Listeners { get; }

    public static LoadBalancerRoutes In(CloudFormationTemplate template) => new(template);

    public IEnumerable<TemplateResource> BalancersOf(string? targetGroup) => _routes.Where(r => r.TargetGroup == targetGroup).Select(r => r.Balancer).Distinct();

    /// <summary>The listeners and rules that forward to a target group.</summary>
    public IReadOnlyList<TemplateResource> RoutesTo(string? targetGroup) => [.. _routes.Where(r => r.TargetGroup == targetGroup).Select(r => r.Route)];

    private void Add(TemplateResource balancer, TemplateResource route, TemplateValue actions)
    {
        foreach (var group in actions.Items.SelectMany(a => a["ForwardConfig"]["TargetGroups"].Items.Select(g => g["TargetGroupArn"]).Append(a["TargetGroupArn"])))
        {
            if (group.Target is { } id)
            {
                _routes.Add((balancer, route, id));
            }
        }
    }
}
