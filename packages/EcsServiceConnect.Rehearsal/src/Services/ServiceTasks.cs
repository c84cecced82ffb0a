using System.Collections.Concurrent;
using System.Globalization;
using EcsServiceConnect.Rehearsal.Deployments;
using EcsServiceConnect.Rehearsal.LoadBalancing;

namespace EcsServiceConnect.Rehearsal.Services;

/// <summary>The tasks of a service. Its service calls it from one place at a time.</summary>
/// <param name="name">The service's name.</param>
/// <param name="stack">What they run in.</param>
/// <param name="changed">Told whenever something about one of them changes.</param>
internal sealed class ServiceTasks(string name, StackResources stack, Action changed)
{
    // Between two starts after a task that failed; ECS waits longer each time.
    private static readonly TimeSpan _startDelay = TimeSpan.FromSeconds(10);

    private readonly List<EcsTask> _tasks = [];
    private readonly ConcurrentQueue<EndedTask> _ended = [];
    private int _lastTask;

    /// <summary>Those that have not stopped.</summary>
    public IReadOnlyList<EcsTask> All => _tasks;

    /// <summary>The tasks that ended by themselves after they were fit for traffic.</summary>
    public IReadOnlyCollection<EndedTask> Ended => _ended;

    /// <summary>Those of a deployment that nobody stops.</summary>
    public IEnumerable<EcsTask> Kept(Deployment deployment) => _tasks.Where(t => t.Deployment == deployment && t.State is EcsTaskState.Pending or EcsTaskState.Running);

    /// <summary>Those of all other deployments that nobody stops.</summary>
    public IReadOnlyList<EcsTask> Others(params IEnumerable<Deployment?> deployments) =>
        [.. _tasks.Where(t => !deployments.Contains(t.Deployment) && t.State is EcsTaskState.Pending or EcsTaskState.Running)];

    /// <summary>Whether just as many tasks of a deployment are there as are desired, all fit for traffic.</summary>
    public bool AreReady(Deployment deployment, int desired) => Kept(deployment).ToList() is var kept && kept.Count == desired && kept.TrueForAll(t => t.IsReady);

    /// <summary>Learns which have ended, which are fit for traffic, and stops those that are not well.</summary>
    public void Look()
    {
        foreach (var task in _tasks.Where(t => t is { StoppedReason: not null, IsCounted: false }))
        {
            Count(task);
        }

        foreach (var task in _tasks.Where(t => t.State == EcsTaskState.Stopped).ToList())
        {
            _tasks.Remove(task);
            task.Dispose();
        }

        foreach (var task in _tasks.Where(t => t.IsReady))
        {
            task.MarkReady();
            task.Deployment.FailedTasks = 0;
        }

        StopUnhealthy();
    }

    /// <summary>Starts or stops tasks of a deployment until there are as many as are desired.</summary>
    /// <param name="deployment">Which.</param>
    /// <param name="desired">How many.</param>
    /// <param name="most">How many may be started at most.</param>
    public void Keep(Deployment deployment, int desired, int most)
    {
        var kept = Kept(deployment).ToList();
        foreach (var task in kept.OrderBy(t => t.IsReady).ThenByDescending(t => t.StartedAt).Take(kept.Count - desired))
        {
            Stop(task, "Scaling activity initiated by the service");
        }

        if (stack.Events.Elapsed < deployment.StartNoEarlier)
        {
            return;
        }

        for (var i = Math.Min(desired - kept.Count, most); i > 0; i--)
        {
            _lastTask++;
            var id = string.Create(CultureInfo.InvariantCulture, $"{name}/{_lastTask}");
            var provider = CapacityProviders.Next(deployment.Plan.Capacity, [.. Kept(deployment).Select(t => t.CapacityProvider)]);
            var task = new EcsTask(id, deployment.Plan, deployment, provider, stack.EndpointsOf(deployment.Plan), stack, changed);
            _tasks.Add(task);
            _ = Task.Run(task.StartAsync);
        }
    }

    public static void Stop(EcsTask task, string reason)
    {
        task.IsUnwanted = true;
        _ = task.StopAsync(reason);
    }

    private void Count(EcsTask task)
    {
        task.IsCounted = true;
        if (task is { WasReady: true, IsUnwanted: false, IsEnded: false })
        {
            _ended.Enqueue(new(stack.Events.Elapsed, stack.Events.Elapsed - task.StartedAt, $"{task.Id}: {task.StoppedReason}"));
        }

        if (!task.WasReady && !task.IsUnwanted)
        {
            task.Deployment.FailedTasks++;
            task.Deployment.LastFailure = task.StoppedReason;
            task.Deployment.StartNoEarlier = stack.Events.Elapsed + stack.Clock.Here(_startDelay);
        }
    }

    private void StopUnhealthy()
    {
        foreach (var task in _tasks.Where(t => t.State == EcsTaskState.Running))
        {
            var isGrace = stack.Events.Elapsed - task.StartedAt < task.Service.HealthCheckGracePeriod;
            if (task.IsHealthy == false)
            {
                _ = task.StopAsync($"Task failed container health checks: {task.Hindrance}");
            }
            else if (!isGrace && task.Service.Targets.Any(t => stack.TargetGroups[t.TargetGroup.Name].HealthOf(task.Id) == TargetHealth.Unhealthy))
            {
                _ = task.StopAsync($"Task failed ELB health checks: {task.Hindrance}");
            }
        }
    }
}

/// <summary>A task that ended by itself.</summary>
/// <param name="At">When, since the rehearsal began.</param>
/// <param name="Lived">How long it was there.</param>
/// <param name="Text">Which, and why, for people.</param>
internal sealed record EndedTask(TimeSpan At, TimeSpan Lived, string Text);
