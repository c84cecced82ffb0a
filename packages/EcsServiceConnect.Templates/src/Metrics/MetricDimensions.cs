using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Metrics;

/// <summary>Whether somebody writes a metric with the dimensions that it is asked for by.</summary>
internal static class MetricDimensions
{
    private const string Group = "AWS::ElastiCache::ReplicationGroup";

    /// <summary>A dimension without which nobody writes it, or one that nobody writes it with; null where all may be well.</summary>
    public static string? Missing(TemplateValue metric, MetricGroup group)
    {
        if (metric["Dimensions"].IsUnknownList)
        {
            return null;
        }

        var names = metric["Dimensions"].Items.Select(d => d["Name"].Text).ToList();
        return names.Exists(n => n is null || n.Contains(Placeholder.Open)) ? null
            : group.Needed.FirstOrDefault(n => !names.Contains(n)) is { } missing ? $"without the dimension {missing}, which nobody writes; add it"
            : group.Never.FirstOrDefault(names.Contains) is { } excess ? $"with the dimension {excess}, which nobody writes; leave it out"
            : null;
    }

    /// <summary>A reference that gives a dimension a value which nobody writes; null where all may be well.</summary>
    public static string? Foreign(CloudFormationTemplate template, TemplateValue metric, LoadBalancerRoutes routes) =>
        metric["Dimensions"].Items.Select(dimension => Foreign(template, dimension)).FirstOrDefault(fault => fault is not null)
        ?? OfAnotherBalancer(template, metric, routes);

    private static string? Foreign(CloudFormationTemplate template, TemplateValue dimension)
    {
        if (MetricOwner.Of(dimension["Name"].Text) is not { } owner || dimension["Value"].Target is not { } id || template.Find(id) is not { } resource
            // What these answer is anything's.
            || resource.Type.StartsWith("Custom::", StringComparison.Ordinal) || resource.Type.StartsWith("AWS::CloudFormation::", StringComparison.Ordinal))
        {
            return null;
        }

        var attribute = dimension["Value"].Text![1..^1] is var reference && reference.Length > id.Length ? reference[(id.Length + 1)..] : "";
        return resource.Type == Group && owner.Dimension == "CacheClusterId" ? $"of the whole group {id}, and each node has its own; name one, as the Ref with -001 behind it"
            : resource.Type != owner.Type ? $"of {id} as {owner.Dimension}, which is an {resource.Type}; give {owner.Words}"
            : !owner.Values.Contains(attribute) ? $"of {(attribute.Length == 0 ? $"the Ref of {id}" : $"{attribute} of {id}")} as {owner.Dimension}, under which nobody writes it; give {owner.Words}"
            : null;
    }

    // A target group's metrics are written with the load balancer that sends to it.
    private static string? OfAnotherBalancer(CloudFormationTemplate template, TemplateValue metric, LoadBalancerRoutes routes)
    {
        var (balancer, targets) = (Target("LoadBalancer"), Target("TargetGroup"));
        return balancer is null || targets is null || template.Find(balancer) is null || routes.HasUnknown ? null
            : routes.BalancersOf(targets).ToList() is { Count: > 0 } senders && senders.TrueForAll(s => s.LogicalId != balancer)
                ? $"of target group {targets} at load balancer {balancer}, which does not send to it; name {senders[0].LogicalId}"
            : null;

        string? Target(string name) => metric["Dimensions"].Items.FirstOrDefault(d => d["Name"].Text == name)["Value"].Target;
    }
}
