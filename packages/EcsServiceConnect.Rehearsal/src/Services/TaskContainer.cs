using System.Collections.Concurrent;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Images;
using EcsServiceConnect.Rehearsal.Network;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Rehearsal.Tasks;
using ProcessesAndTools;

namespace EcsServiceConnect.Rehearsal.Services;

/// <summary>A container of a task: its process, its health, its log.</summary>
internal sealed class TaskContainer(ContainerPlan plan, EcsTask task, StackResources stack)
{
    private readonly ConcurrentQueue<string> _lastLines = [];
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _healthy = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ContainerPlan Plan { get; } = plan;

    /// <summary>Null before it is started.</summary>
    public RunningContainer? Process { get; private set; }

    public bool IsRunning => Process is { Exited.IsCompleted: false };

    /// <summary>What its health check says; null as long as it says nothing.</summary>
    public bool? IsHealthy { get; private set; }

    /// <summary>Why its health check failed the last time; null where it did not.</summary>
    public string? HealthFailure { get; private set; }

    /// <summary>The containers that it waits for, each with the condition; none once it starts.</summary>
    public IReadOnlyList<string> WaitsFor { get; private set; } = [];

    /// <remarks>Amazon ECS API Reference, "ContainerDependency".</remarks>
    public async Task WaitForDependenciesAsync(IReadOnlyList<TaskContainer> containers, CancellationToken cancellationToken)
    {
        WaitsFor = [.. Plan.DependsOn.Select(d => $"{d.Key} ({d.Value})")];
        await Task.WhenAll(
            from dependency in Plan.DependsOn
            let container = containers.Single(c => c.Plan.Name == dependency.Key)
            select (dependency.Value switch
            {
                "HEALTHY" => container.BecameHealthyAsync(),
                "COMPLETE" => container.Process!.Exited,
                "SUCCESS" => container.SucceededAsync(),
                _ => container._started.Task,
            }).WaitAsync(cancellationToken)).ConfigureAwait(false);
        WaitsFor = [];
    }

    public async Task StartAsync(ElasticNetworkInterface network, IReadOnlyList<string> hosts, IReadOnlyDictionary<string, string> volumes)
    {
        foreach (var volume in Plan.Mounts.Where(m => !m.IsReadOnly).Select(m => volumes[m.Volume]))
        {
            stack.Volumes.Open(volume, task.Id, StoreImages.IsStore(Plan));
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
                HealthFailure = await FailureAsync(check, cancellationToken).ConfigureAwait(false);
                if (HealthFailure is null)
                {
                    failures = 0;
                    Set(true);
                    _healthy.TrySetResult(true);
                }
                else if (IsHealthy is not null || stack.Events.Elapsed - start >= check.StartPeriod)
                {
                    failures++;
                    if (failures >= check.Retries)
                    {
                        _healthy.TrySetResult(false);
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

    // What can't be run at all is not healthy either.
    private async Task<string?> FailureAsync(HealthCheckPlan check, CancellationToken cancellationToken)
    {
        try
        {
            return await Process!.CheckHealthAsync(check, cancellationToken).ConfigureAwait(false) is { } said
                ? await FailedHealthCheck.ExplainAsync(check, said, task.Network.Namespace, cancellationToken).ConfigureAwait(false)
                : null;
        }
        catch (MachineException e)
        {
            return e.Message;
        }
    }

    private async Task BecameHealthyAsync()
    {
        await Task.WhenAny(_healthy.Task, Process!.Exited).ConfigureAwait(false);
        if (!_healthy.Task.IsCompleted || !await _healthy.Task.ConfigureAwait(false))
        {
            throw new RehearsalException($"Container {Plan.Name} was to be healthy first, and {(_healthy.Task.IsCompleted ? $"is not: {HealthFailure}" : $"ended{LastOutput()}")}");
        }
    }

    private async Task SucceededAsync()
    {
        if (await Process!.Exited.ConfigureAwait(false) is var code && code != 0)
        {
            throw new RehearsalException($"Container {Plan.Name} was to succeed first, and exited with code {code}{LastOutput()}");
        }
    }
}
