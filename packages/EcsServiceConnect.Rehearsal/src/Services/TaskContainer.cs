using System.Collections.Concurrent;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Network;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Rehearsal.Tasks;

namespace EcsServiceConnect.Rehearsal.Services;

/// <summary>A container of a task: its process, its health, its log.</summary>
internal sealed class TaskContainer(ContainerPlan plan, EcsTask task, StackResources stack)
{
    private readonly ConcurrentQueue<string> _lastLines = [];
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _healthy = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ContainerPlan Plan { get; } = plan;

    /// <summary>Null before it is started.</summary>
    public RunningContainer? Process { get; private set; }

    public bool IsRunning => Process is { Exited.IsCompleted: false };

    /// <summary>What its health check says; null as long as it says nothing.</summary>
    public bool? IsHealthy { get; private set; }

    /// <summary>The containers, each after those that it depends on.</summary>
    public static IEnumerable<TaskContainer> InStartOrder(IReadOnlyCollection<TaskContainer> containers)
    {
        var started = new HashSet<string>();
        while (containers.FirstOrDefault(c => !started.Contains(c.Plan.Name) && c.Plan.DependsOn.Keys.All(started.Contains)) is { } next)
        {
            started.Add(next.Plan.Name);
            yield return next;
        }

        if (started.Count < containers.Count)
        {
            throw new RehearsalException($"The containers {string.Join(", ", containers.Select(c => c.Plan.Name).Except(started))} wait for each other or for one that is not there; change their DependsOn.");
        }
    }

    /// <remarks>Amazon ECS API Reference, "ContainerDependency".</remarks>
    public Task WaitForDependenciesAsync(IReadOnlyList<TaskContainer> containers, CancellationToken cancellationToken) => Task.WhenAll(
        from dependency in Plan.DependsOn
        let container = containers.Single(c => c.Plan.Name == dependency.Key)
        select (dependency.Value switch
        {
            "HEALTHY" => container._healthy.Task,
            "COMPLETE" => container.Process!.Exited,
            "SUCCESS" => container.SucceededAsync(),
            _ => container._started.Task,
        }).WaitAsync(cancellationToken));

    public async Task StartAsync(ElasticNetworkInterface network, IReadOnlyList<string> hosts, IReadOnlyDictionary<string, string> volumes)
    {
        foreach (var volume in Plan.Mounts.Where(m => !m.IsReadOnly).Select(m => volumes[m.Volume]))
        {
            stack.Volumes.Open(volume, task.Id);
        }

        Process = await RunningContainer.StartAsync(Plan, network, hosts, volumes, line =>
        {
            stack.Files.Log(Plan, task.Id, line);
            _lastLines.Enqueue(line);
            while (_lastLines.Count > 5)
            {
                _lastLines.TryDequeue(out _);
            }
        }).ConfigureAwait(false);
        _started.SetResult();
    }

    /// <summary>Checks until the task stops.</summary>
    /// <remarks>
    /// Amazon ECS API Reference, "HealthCheck". The start period is the application's own time, and is not sped up; one
    /// success in it counts.
    /// </remarks>
    public async Task CheckHealthAsync(CancellationToken cancellationToken)
    {
        var check = Plan.HealthCheck!;
        var start = stack.Events.Elapsed;
        var failures = 0;
        try
        {
            while (true)
            {
                await stack.Clock.DelayAsync(check.Interval, cancellationToken).ConfigureAwait(false);
                if (await Process!.CheckHealthAsync(check, cancellationToken).ConfigureAwait(false))
                {
                    failures = 0;
                    Set(true);
                    _healthy.TrySetResult();
                }
                else if (IsHealthy is not null || stack.Events.Elapsed - start >= check.StartPeriod)
                {
                    failures++;
                    if (failures >= check.Retries)
                    {
                        Set(false);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The task stops.
        }

        void Set(bool isHealthy)
        {
            if (IsHealthy != isHealthy)
            {
                IsHealthy = isHealthy;
                task.HealthChanged();
            }
        }
    }

    public async Task StopAsync()
    {
        if (Process is { } process)
        {
            await process.StopAsync(Plan.StopTimeout).ConfigureAwait(false);
            stack.Volumes.Close(task.Id);
        }
    }

    /// <summary>What it wrote last, to tell why it ended.</summary>
    public string LastOutput() => _lastLines.IsEmpty ? "" : $": {string.Join(" | ", _lastLines)}";

    private async Task SucceededAsync()
    {
        if (await Process!.Exited.ConfigureAwait(false) is var code && code != 0)
        {
            throw new RehearsalException($"Container {Plan.Name} was to succeed first, and exited with code {code}{LastOutput()}");
        }
    }
}
