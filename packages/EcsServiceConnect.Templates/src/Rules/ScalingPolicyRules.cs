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

    [TemplateRule("a scaling policy with the settings of another type, with a metric that services do not have, or with no metric or several to follow", "Application Auto Scaling API Reference, PutScalingPolicy; CustomizedMetricSpecification: metrics")]
    public const string Contradiction = "contradiction-in-scaling-policy";

    private const string Type = "AWS::ApplicationAutoScaling::ScalingPolicy";
    private const string Tracking = "TargetTrackingScalingPolicyConfiguration";
    private const string Steps = "StepScalingPolicyConfiguration";

    /// <summary>Shares of CPU and memory are above 0 and up to 100 per cent, everything else above 0.</summary>
    public static IEnumerable<TemplateViolation> TargetsAreReachable(EcsTopology topology) =>
        from policy in topology.Template.OfType(Type)
        let tracking = policy[Tracking]
        where decimal.TryParse(tracking["TargetValue"].Text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
        let value = decimal.Parse(tracking["TargetValue"].Text!, NumberStyles.Float, CultureInfo.InvariantCulture)
        let isShare = MetricsOf(tracking).All(m => m is not null && m.Contains("Utilization", StringComparison.Ordinal))
        let isFraction = isShare && value is > 0 and <= 1
        where value <= 0 || (isShare && value > 100) || isFraction
        select isFraction
            ? topology.Violation(Impossible, Owner(topology, policy), string.Create(CultureInfo.InvariantCulture, $"its scaling policy {policy.LogicalId} aims at {value} per cent, above which every service is; per cent are not parts of 1, write {value * 100}.")) with { IsAdvice = true }
            : topology.Violation(Impossible, Owner(topology, policy), string.Create(CultureInfo.InvariantCulture, $"its scaling policy {policy.LogicalId} aims at {value}{(isShare ? " per cent" : "")}, which it never reaches; aim at {(isShare ? "more than 0 and up to 100" : "more than 0")}."));

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
        let isMalformed = type == "ALBRequestCountPerTarget" && predefined["ResourceLabel"].Text is { } label && !IsLabel(topology, label)
        where type is not null && !type.Contains(Placeholder.Open) && (isMalformed || (type == "ALBRequestCountPerTarget") != predefined["ResourceLabel"].IsPresent)
        select topology.Violation(NoLabel, Owner(topology, policy), isMalformed
            ? $"its scaling policy {policy.LogicalId} follows the requests of {predefined["ResourceLabel"].Text}; give ResourceLabel as LoadBalancerFullName/TargetGroupFullName, each an attribute (Fn::GetAtt)."
            : type == "ALBRequestCountPerTarget"
            ? $"its scaling policy {policy.LogicalId} follows ALBRequestCountPerTarget and does not say of which target group; give ResourceLabel, as app/BALANCER/ID/targetgroup/GROUP/ID."
            : $"its scaling policy {policy.LogicalId} follows {type} and has a ResourceLabel, which only ALBRequestCountPerTarget has; leave it out.");

    /// <summary>A policy has the settings of its type, and one for a service a metric that services have.</summary>
    public static IEnumerable<TemplateViolation> TypesFit(EcsTopology topology) =>
        from policy in topology.Template.OfType(Type)
        let type = policy["PolicyType"].Text
        let metric = policy[Tracking]["PredefinedMetricSpecification"]["PredefinedMetricType"].Text
        let target = topology.Template.Find(policy["ScalingTargetId"].Target, "AWS::ApplicationAutoScaling::ScalableTarget")
        let fault = type == "StepScaling" && !policy[Steps].IsPresent && policy[Tracking].IsPresent ? $"is of type {type} and has {Tracking}; write TargetTrackingScaling"
            : type == "TargetTrackingScaling" && !policy[Tracking].IsPresent && policy[Steps].IsPresent ? $"is of type {type} and has {Steps}; write StepScaling"
            : type == "TargetTrackingScaling" && policy[Tracking] is { IsPresent: true, IsUnknown: false } tracking && !tracking["PredefinedMetricSpecification"].IsPresent && !tracking["CustomizedMetricSpecification"].IsPresent ? "follows no metric; give PredefinedMetricSpecification or CustomizedMetricSpecification"
            : target?["ScalableDimension"].Text == "ecs:service:DesiredCount" && metric is not null && !metric.Contains(Placeholder.Open) && !metric.StartsWith("ECS", StringComparison.Ordinal) && !metric.StartsWith("ALB", StringComparison.Ordinal)
                ? $"follows {metric}, which services of ECS do not have; write ECSServiceAverageCPUUtilization, ECSServiceAverageMemoryUtilization or ALBRequestCountPerTarget"
            : policy[Tracking]["CustomizedMetricSpecification"]["Metrics"] is { IsUnknownList: false, Items: { Count: > 0 } metrics } && metrics.Count(m => m["ReturnData"].Text is not ("false" or "False")) is not 1 and var returned
                ? $"has {returned} metrics that return data, and is to follow one; set ReturnData to false for all but that one"
            : null
        where fault is not null
        select topology.Violation(Contradiction, Owner(topology, policy), $"its scaling policy {policy.LogicalId} {fault}.");

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
            select topology.Violation(NoAlarm, Owner(topology, policy), $"no alarm calls its step scaling policy {policy.LogicalId}, so it never scales; name the policy in AlarmActions of one.") with { IsAdvice = true };
    }

    // Of references to a load balancer or target group of the template each has to be the full name; other text is known only where it is written out.
    private static bool IsLabel(EcsTopology topology, string label) =>
        label.Contains(Placeholder.Open)
            ? !topology.Template.OfType("AWS::ElasticLoadBalancingV2::TargetGroup", "AWS::ElasticLoadBalancingV2::LoadBalancer").Any(r => label == Placeholder.For(r.LogicalId) || label == Placeholder.For($"{r.LogicalId}.TargetGroupFullName") || label == Placeholder.For($"{r.LogicalId}.LoadBalancerFullName")
                || label.Contains($"{Placeholder.For(r.LogicalId)}/", StringComparison.Ordinal) || label.EndsWith($"/{Placeholder.For(r.LogicalId)}", StringComparison.Ordinal))
            : label.Split('/') is ["app", _, _, "targetgroup", _, _];

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
