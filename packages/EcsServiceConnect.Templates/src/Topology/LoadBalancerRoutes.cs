using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>Which load balancer leads where: listeners and listener rules, and the target groups that they forward to.</summary>
internal sealed class LoadBalancerRoutes
{
    private readonly List<(TemplateResource? Balancer, TemplateResource Route, string TargetGroup)> _routes = [];

    private LoadBalancerRoutes(CloudFormationTemplate template)
    {
        Listeners =
        [
            .. from listener in template.OfType("AWS::ElasticLoadBalancingV2::Listener")
               let balancer = template.Find(listener["LoadBalancerArn"].Target, "AWS::ElasticLoadBalancingV2::LoadBalancer")
               where balancer is not null
               select (balancer, listener),
        ];
        var balancers = Listeners.ToDictionary(l => l.Listener.LogicalId, l => l.Balancer);
        foreach (var listener in template.OfType("AWS::ElasticLoadBalancingV2::Listener"))
        {
            Add(balancers.GetValueOrDefault(listener.LogicalId), listener, listener["DefaultActions"]);
        }

        foreach (var rule in template.OfType("AWS::ElasticLoadBalancingV2::ListenerRule"))
        {
            Add(balancers.GetValueOrDefault(rule["ListenerArn"].Target ?? ""), rule, rule["Actions"]);
        }
    }

    /// <summary>The listeners whose load balancer is in the template.</summary>
    public IReadOnlyList<(TemplateResource Balancer, TemplateResource Listener)> Listeners { get; }

    /// <summary>All listeners and rules with what they do.</summary>
    public static IEnumerable<(TemplateResource Resource, TemplateValue Actions)> ActionsIn(CloudFormationTemplate template) =>
        template.OfType("AWS::ElasticLoadBalancingV2::Listener").Select(l => (l, l["DefaultActions"])).Concat(template.OfType("AWS::ElasticLoadBalancingV2::ListenerRule").Select(r => (r, r["Actions"])));

    public static LoadBalancerRoutes In(CloudFormationTemplate template) => new(template);

    public IEnumerable<TemplateResource> BalancersOf(string? targetGroup) => _routes.Where(r => r.TargetGroup == targetGroup).Select(r => r.Balancer).OfType<TemplateResource>().Distinct();

    /// <summary>The listeners and rules that forward to a target group.</summary>
    public IReadOnlyList<TemplateResource> RoutesTo(string? targetGroup) => [.. _routes.Where(r => r.TargetGroup == targetGroup).Select(r => r.Route)];

    /// <summary>Whether only AWS knows where some of them forward to.</summary>
    public bool HasUnknown { get; private set; }

    private void Add(TemplateResource? balancer, TemplateResource route, TemplateValue actions)
    {
        HasUnknown |= actions.IsUnknownList || actions.Items.Any(a => a.IsUnknown || a["ForwardConfig"].IsUnknown || a["ForwardConfig"]["TargetGroups"].IsUnknownList || (a["TargetGroupArn"] is { IsUnknown: true, Target: null }));
        foreach (var group in actions.Items.SelectMany(a => a["ForwardConfig"]["TargetGroups"].Items.Select(g => g["TargetGroupArn"]).Append(a["TargetGroupArn"])))
        {
            if (group.Target is { } id)
            {
                _routes.Add((balancer, route, id));
            }
        }
    }
}
