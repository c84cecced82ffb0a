using System.Globalization;
using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A scaling policy has a target that can be reached, and something that sets it off.</summary>
/// <remarks>Application Auto Scaling API Reference, "PutScalingPolicy".</remarks>
internal static class ScalingPolicyRules
{
    [TemplateRule("a scaling policy with a target that no service can have: 0, or more than 100 per cent", "Application Auto Scaling API Reference, TargetTrackingScalingPolicyConfiguration: TargetValue")]
    public const string Impossible = "impossible-scaling-target";

    [TemplateRule("two scaling policies of a target that follow one metric", "Application Auto Scaling User Guide, Target tracking scaling policies: considerations")]
    public const string SameMetric = "one-metric-twice";

    [TemplateRule("scaling on the requests of a target group without saying of which", "Application Auto Scaling API Reference, PredefinedMetricSpecification: ResourceLabel")]
    public const string NoLabel = "no-resource-label";

    [TemplateRule("a step scaling policy that no alarm sets off", "Application Auto Scaling User Guide, Step scaling policies")]
    public const string NoAlarm = "policy-without-alarm";

    private const string Type = "AWS::ApplicationAutoScaling::ScalingPolicy";
    private const string Tracking = "TargetTrackingScalingPolicyConfiguration";

    /// <summary>Shares of CPU and memory are above 0 and up to 100 per cent, everything else above 0.</summary>
    public static IEnumerable<TemplateViolation> TargetsAreReachable(EcsTopology topology) =>
        from policy in topology.Template.OfType(Type)
        let tracking = policy[Tracking]
        where decimal.TryParse(tracking["TargetValue"].Text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
        let value = decimal.Parse(tracking["TargetValue"].Text!, NumberStyles.Float, CultureInfo.InvariantCulture)
        let isShare = MetricsOf(tracking).All(m => m is not null && m.Contains("Utilization", StringComparison.Ordinal))
        where value <= 0 || (isShare && value > 100)
        select topology.Violation(Impossible, Owner(topology, policy), string.Create(CultureInfo.InvariantCulture, $"its scaling policy {policy.LogicalId} aims at {value}{(isShare ? " per cent" : "")}, which it never reaches; aim at {(isShare ? "more than 0 and up to 100" : "more than 0")}."));

    /// <summary>"You can have multiple target tracking scaling policies … provided that each of them uses a different metric."</summary>
    public static IEnumerable<TemplateViolation> MetricsDiffer(EcsTopology topology) =>
        from policy in topology.Template.OfType(Type)
        let tracking = policy[Tracking]
        let metric = tracking["PredefinedMetricSpecification"].Node ?? tracking["CustomizedMetricSpecification"].Node
        let target = policy["ScalingTargetId"].Text ?? policy["ResourceId"].Text
        where metric is not null && target is not null
        group policy by (target, Metric: metric.ToJsonString(), policy.Condition) into same
        where same.Count() > 1
        select topology.Violation(SameMetric, Owner(topology, same.First()), $"its scaling policies {string.Join(" and ", same.Select(p => p.LogicalId).Order(StringComparer.Ordinal))} follow one metric, which is refused; leave one.");

    /// <summary>"You can't specify a resource label unless the metric type is ALBRequestCountPerTarget", which wants one.</summary>
    public static IEnumerable<TemplateViolation> LabelsAreGiven(EcsTopology topology) =>
        from policy in topology.Template.OfType(Type)
        let predefined = policy[Tracking]["PredefinedMetricSpecification"]
        let type = predefined["PredefinedMetricType"].Text
        where type is not null && !type.Contains(Placeholder.Open) && (type == "ALBRequestCountPerTarget") != predefined["ResourceLabel"].IsPresent
        select topology.Violation(NoLabel, Owner(topology, policy), type == "ALBRequestCountPerTarget"
            ? $"its scaling policy {policy.LogicalId} follows ALBRequestCountPerTarget and does not say of which target group; give ResourceLabel, as app/BALANCER/ID/targetgroup/GROUP/ID."
            : $"its scaling policy {policy.LogicalId} follows {type} and has a ResourceLabel, which only ALBRequestCountPerTarget has; leave it out.");

    /// <summary>Steps are taken when an alarm calls the policy; one of another stack can only where an output hands the policy on.</summary>
    public static IEnumerable<TemplateViolation> StepsAreSetOff(EcsTopology topology)
    {
        var steps = topology.Template.OfType(Type).Where(p => p["StepScalingPolicyConfiguration"].IsPresent).ToList();
        if (steps.Count == 0)
        {
            return [];
        }

        var named = topology.Template.Resources.SelectMany(r => Intrinsics.References(topology.Template, r.Properties.Node)).ToHashSet();
        return
            from policy in steps
            where !named.Contains(policy.LogicalId) && !topology.Template.IsHandedOn(policy.LogicalId)
            select topology.Violation(NoAlarm, Owner(topology, policy), $"no alarm calls its step scaling policy {policy.LogicalId}, so it never scales; name the policy in AlarmActions of one.");
    }

    private static IEnumerable<string?> MetricsOf(TemplateValue tracking)
    {
        var custom = tracking["CustomizedMetricSpecification"];
        return tracking["PredefinedMetricSpecification"].IsPresent ? [tracking["PredefinedMetricSpecification"]["PredefinedMetricType"].Text]
            : custom["Metrics"].Node is JsonArray ? custom["Metrics"].Items.Select(m => m["MetricStat"]["Metric"]["MetricName"].Text)
            : [custom["MetricName"].Text];
    }

    private static TemplateResource Owner(EcsTopology topology, TemplateResource policy) =>
        topology.Services.FirstOrDefault(s => s.Scaling.Any(t => t.Resource.LogicalId == policy["ScalingTargetId"].Target))?.Resource ?? policy;
}
