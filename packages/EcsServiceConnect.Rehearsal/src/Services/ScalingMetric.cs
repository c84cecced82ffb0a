using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.Services;

/// <summary>A metric that a service is scaled on, as it was since it was last measured; rates are those of this machine's minutes.</summary>
/// <remarks>
/// Application Auto Scaling API Reference, "PredefinedMetricSpecification"; Amazon ECS Developer Guide, "Amazon ECS
/// CloudWatch metrics".
/// </remarks>
internal sealed class ScalingMetric(TargetTrackingPlan policy, RehearsedService service, StackResources stack)
{
    private readonly ProcessorUse _processor = new(service);
    private TimeSpan _lastTime = stack.Events.Elapsed;
    private double _lastCount;

    /// <summary>Null where there is nothing to measure yet.</summary>
    public double? Measure()
    {
        var now = stack.Events.Elapsed;
        var passed = now - _lastTime;
        _lastTime = now;
        return !policy.IsMeasured ? null : policy.Metric switch
        {
            "ECSServiceAverageCPUUtilization" => _processor.Measure(passed),
            "RequestCountPerTarget" => PerTarget(stack.Metrics.Target(policy.Dimensions["ServiceName"], policy.Dimensions["TargetDiscoveryName"]).Counts.Requests, passed),
            _ => PerTarget(service.Plan.Targets.SelectMany(t => t.TargetGroups).Sum(g => stack.TargetGroups[g.Name].Metrics.Counts.RequestCount), passed),
        };
    }

    private double PerTarget(double count, TimeSpan passed)
    {
        var requests = count - _lastCount;
        _lastCount = count;
        return requests / Math.Max(1, service.Tasks.Count(t => t.IsReady)) / passed.TotalMinutes;
    }
}
