using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A service that may have no task gets one again.</summary>
internal static class ScalingFromZeroRules
{
    [TemplateRule("scaling down to no task by metrics that only running tasks have, so that none is ever started again", "Application Auto Scaling User Guide, Target tracking scaling policies: considerations (insufficient data)")]
    public const string Stuck = "stays-at-zero";

    private static readonly string[] _ofTasks = ["ECSServiceAverageCPUUtilization", "ECSServiceAverageMemoryUtilization", "ALBRequestCountPerTarget"];

    /// <summary>Where all policies follow the tasks themselves, and nothing is scheduled.</summary>
    public static IEnumerable<TemplateViolation> ServicesComeBack(EcsTopology topology) =>
        from service in topology.Services
        from target in service.Scaling.Select(s => s.Resource)
        where target["MinCapacity"].Number == 0 && !target["ScheduledActions"].IsPresent && !topology.Template.IsHandedOn(target.LogicalId)
        let policies = topology.Template.OfType("AWS::ApplicationAutoScaling::ScalingPolicy").Where(p => p["ScalingTargetId"].Target == target.LogicalId || !p["ScalingTargetId"].IsPresent).ToList()
        where policies.Count > 0 && policies.All(p => _ofTasks.Contains(p["TargetTrackingScalingPolicyConfiguration"]["PredefinedMetricSpecification"]["PredefinedMetricType"].Text))
        select topology.Violation(Stuck, service, "it may be scaled down to no task, and only by metrics that running tasks have, so that it would stay there; set MinCapacity to 1, or scale by something that is there without tasks, as the length of a queue.") with { IsAdvice = true };
}
