namespace EcsServiceConnect.Rehearsal.Services;

/// <summary>CPUUtilization of a service: what its tasks took of the processor that they are given, since it was last measured.</summary>
/// <remarks>Amazon ECS Developer Guide, "Amazon ECS CloudWatch metrics".</remarks>
internal sealed class ProcessorUse(RehearsedService service)
{
    private readonly Dictionary<string, TimeSpan> _processorTimes = [];

    /// <summary>In per cent; null where there is nothing to measure yet.</summary>
    public double? Measure(TimeSpan passed)
    {
        var used = new List<double>();
        foreach (var task in service.Tasks.Where(t => t.State == EcsTaskState.Running))
        {
            var total = task.ProcessorTime;
            if (_processorTimes.TryGetValue(task.Id, out var before))
            {
                used.Add(100 * (total - before) / passed / (service.Plan.TaskDefinition.Cpu / 1024.0));
            }

            _processorTimes[task.Id] = total;
        }

        return used.Count == 0 ? null : used.Average();
    }
}
