using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.Services;

/// <summary>A metric that a service is scaled on, as it was since it was last measured; rates are those of this machine's minutes.</summary>
/// <remarks>
/// Application Auto Scaling API Reference, "PredefinedMetricSpecification"; Amazon ECS Developer Guide, "Amazon ECS
/// CloudWatch metrics".
/// </remarks>
internal sealed class ScalingMetric(TargetTrackingPlan policy, RehearsedService service, StackResources stack)
{
    private readonly Dictionary<string, TimeSpan> _processorTimes = [];
    private TimeSpan _lastTime = stack.Events.Elapsed;
    private double _lastCount;

    /// <summary>Null where there is nothing to measure yet.</summary>
    public double? Measure()
    {
        var now = stack.Events.Elapsed;
        var seconds = (now - _lastTime).TotalSeconds;
        _lastTime = now;
        return !policy.IsMeasured ? null : policy.Metric switch
        {
            "ECSServiceAverageCPUUtilization" => Processor(seconds),
            "RequestCountPerTarget" => PerTarget(stack.Metrics.Target(policy.Dimensions["ServiceName"], policy.Dimensions["TargetDiscoveryName"]).Counts.Requests, seconds),
            _ => PerTarget(service.Plan.Targets.Sum(t => stack.TargetGroups[t.TargetGroup.Name].Metrics.Counts.RequestCount), seconds),
        };
    }

    private double? Processor(double seconds)
    {
        var used = new List<double>();
        foreach (var task in service.Tasks.Where(t => t.State == EcsTaskState.Running))
        {
            var total = task.ProcessorTime;
            if (_processorTimes.TryGetValue(task.Id, out var before))
            {
                used.Add(100 * (total - before).TotalSeconds / seconds / (service.Plan.TaskDefinition.Cpu / 1024.0));
            }

            _processorTimes[task.Id] = total;
        }

        return used.Count == 0 ? null : used.Average();
    }

    private double PerTarget(double count, double seconds)
    {
        var requests = count - _lastCount;
        _lastCount = count;
        return requests / Math.Max(1, service.Tasks.Count(t => t.IsReady)) / seconds * 60;
    }
}
