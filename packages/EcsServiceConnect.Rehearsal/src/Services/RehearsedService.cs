using System.Collections.Concurrent;
using System.Globalization;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Rehearsal.ServiceConnect;

namespace EcsServiceConnect.Rehearsal.Services;

/// <summary>A service: keeps as many of its tasks running as are desired, and changes from one deployment to the next.</summary>
/// <remarks>
/// Amazon ECS Developer Guide, "Deploy Amazon ECS services by replacing tasks" (minimum and maximum per cent, rounded up
/// and down) and "Service definition parameters" (the maximum counts tasks that are stopping, too).
/// </remarks>
internal sealed class RehearsedService
{
    // Between two starts after a task that failed; ECS waits longer each time.
    private static readonly TimeSpan _startDelay = TimeSpan.FromSeconds(10);

    // Load balancers tell of their targets' health only when asked.
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(2);

    private readonly StackResources _stack;
    private volatile TaskCompletionSource _woken = NewSignal();
    private readonly List<EcsTask> _tasks = [];
    private readonly List<(Func<bool> Condition, TaskCompletionSource Met)> _waiting = [];
    private readonly ConcurrentQueue<EndedTask> _ended = [];
    private readonly Lock _lock = new();
    private Deployment _primary;
    private Deployment? _lastCompleted;
    private TimeSpan _startNoEarlier;
    private int _lastTask;
    private bool _isEnding;

    /// <summary>Creates it; its endpoints are known in the namespace from now on.</summary>
    public RehearsedService(ServicePlan plan, StackResources stack)
    {
        _stack = stack;
        _primary = new Deployment(1, plan);
        DesiredCount = plan.DesiredCount;
        Endpoints(plan);
    }

    public string Name => Plan.Name;

    /// <summary>What it is to be now.</summary>
    public ServicePlan Plan => _primary.Plan;

    public Deployment Primary => _primary;

    /// <summary>Whether it writes to a file system that outlives its tasks.</summary>
    public bool KeepsData => Plan.TaskDefinition.Volumes.Any(v =>
        v.SharedFolder is not null && Plan.TaskDefinition.Containers.Any(c => c.Mounts.Any(m => m.Volume == v.Name && !m.IsReadOnly)));

    public int DesiredCount { get; private set; }

    /// <summary>Those that have not stopped.</summary>
    public IReadOnlyList<EcsTask> Tasks
    {
        get
        {
            lock (_lock)
            {
                return [.. _tasks];
            }
        }
    }

    /// <summary>The tasks that ended by themselves after they were fit for traffic.</summary>
    public IReadOnlyCollection<EndedTask> Ended => _ended;

    /// <summary>Why it is not steady, as far as is known.</summary>
    public string Hindrance => _primary.LastFailure ?? string.Create(
        CultureInfo.InvariantCulture,
        $"{Tasks.Count(t => t.IsReady)} of {DesiredCount} tasks are ready{(Tasks.FirstOrDefault(t => t.Hindrance is not null) is { } task ? $"; {task.Id}: {task.Hindrance}" : _ended.LastOrDefault() is { } last ? $"; {last.Text}" : "")}");

    /// <summary>Whether just the desired tasks of one deployment run, all fit for traffic.</summary>
    public bool IsSteady
    {
        get
        {
            lock (_lock)
            {
                return _primary.State == RolloutState.Completed && _tasks.Count == DesiredCount && _tasks.All(t => t.Deployment == _primary && t.IsReady);
            }
        }
    }

    /// <summary>Keeps it as desired, until cancelled; then stops its tasks.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        string? fault = null;
        try
        {
            while (true)
            {
                var woken = _woken = NewSignal();
                try
                {
                    lock (_lock)
                    {
                        Reconcile();
                    }
                }
                catch (Exception e)
                {
                    // The next look may find it otherwise; a service that nobody looks after would say nothing at all.
                    if (fault != e.Message)
                    {
                        _stack.Events.Warn(Name, $"can't be kept as desired: {fault = e.Message}");
                    }
                }

                await Task.WhenAny(woken.Task, _stack.Clock.DelayAsync(_look, cancellationToken)).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException)
        {
            _isEnding = true;
            await Task.WhenAll(Tasks.Select(EndAsync)).ConfigureAwait(false);
        }

        static Task EndAsync(EcsTask task)
        {
            // The whole stack goes: nobody is left to be drained for.
            task.Kill();
            return task.StopAsync("the rehearsal ends");
        }
    }

    /// <summary>Sets the desired count.</summary>
    public void Scale(int desiredCount)
    {
        lock (_lock)
        {
            _stack.Events.Add(Name, string.Create(CultureInfo.InvariantCulture, $"desired count {DesiredCount} -> {desiredCount}"));
            DesiredCount = desiredCount;
        }

        Wake();
    }

    /// <summary>Begins a new deployment: of something else, or, as "force new deployment" does, of the same.</summary>
    public void Deploy(ServicePlan? plan = null)
    {
        lock (_lock)
        {
            _primary = new Deployment(_primary.Number + 1, plan ?? _primary.Plan);
            _stack.Events.Add(Name, $"deployment {_primary.Number} begins");
            Endpoints(_primary.Plan);
        }

        Wake();
    }

    /// <summary>Whether a condition came true in time. It is looked at whenever something about the service changes.</summary>
    public async Task<bool> WaitUntilAsync(Func<RehearsedService, bool> condition, TimeSpan patience, CancellationToken cancellationToken)
    {
        var met = NewSignal();
        lock (_lock)
        {
            _waiting.Add((() => condition(this), met));
        }

        Wake();
        try
        {
            await met.Task.WaitAsync(patience, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private IReadOnlyList<CloudMapService> Endpoints(ServicePlan plan)
    {
        if (plan.Namespace is null)
        {
            return [];
        }

        var @namespace = _stack.Namespaces[plan.Namespace];
        return [.. plan.Endpoints.Select(e => @namespace.Services.FirstOrDefault(s => s.ServiceName == plan.Name && s.Endpoint == e) ?? @namespace.Create(plan.Name, e))];
    }

    private void Wake() => _woken.TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Reconcile()
    {
        Forget();
        foreach (var task in _tasks.Where(t => t.IsReady))
        {
            task.MarkReady();
            task.Deployment.FailedTasks = 0;
        }

        StopUnhealthy();
        BreakCircuit();
        if (_primary.State != RolloutState.Failed)
        {
            StopOld();
            StopSurplus();
            Start();
            Complete();
        }

        foreach (var waiting in _waiting.Where(w => w.Condition()).ToList())
        {
            waiting.Met.TrySetResult();
            _waiting.Remove(waiting);
        }
    }

    private IEnumerable<EcsTask> Kept(Deployment deployment) =>
        _tasks.Where(t => t.Deployment == deployment && t.State is EcsTaskState.Pending or EcsTaskState.Running);

    private void Forget()
    {
        foreach (var task in _tasks.Where(t => t is { StoppedReason: not null, IsCounted: false }))
        {
            task.IsCounted = true;
            if (task is { WasReady: true, IsUnwanted: false, IsEnded: false })
            {
                _ended.Enqueue(new(_stack.Events.Elapsed, _stack.Events.Elapsed - task.StartedAt, $"{task.Id}: {task.StoppedReason}"));
            }

            if (!task.WasReady && !task.IsUnwanted && task.Deployment == _primary)
            {
                _primary.FailedTasks++;
                _primary.LastFailure = task.StoppedReason;
                _startNoEarlier = _stack.Events.Elapsed + _stack.Clock.Here(_startDelay);
            }
        }

        foreach (var task in _tasks.Where(t => t.State == EcsTaskState.Stopped).ToList())
        {
            _tasks.Remove(task);
            task.Dispose();
        }
    }

    private void StopUnhealthy()
    {
        foreach (var task in _tasks.Where(t => t.State == EcsTaskState.Running))
        {
            var isGrace = _stack.Events.Elapsed - task.StartedAt < Plan.HealthCheckGracePeriod;
            if (task.IsHealthy == false)
            {
                _ = task.StopAsync($"Task failed container health checks: {task.Hindrance}");
            }
            else if (!isGrace && task.Service.Targets.Any(t => _stack.TargetGroups[t.TargetGroup.Name].HealthOf(task.Id) == LoadBalancing.TargetHealth.Unhealthy))
            {
                _ = task.StopAsync($"Task failed ELB health checks: {task.Hindrance}");
            }
        }
    }

    private void BreakCircuit()
    {
        if (_primary is not { State: RolloutState.InProgress } || !Plan.HasCircuitBreaker || _primary.FailedTasks < Deployment.FailureThreshold(DesiredCount))
        {
            return;
        }

        _primary.State = RolloutState.Failed;
        _stack.Events.Add(Name, $"deployment {_primary.Number} failed: {_primary.LastFailure}");
        if (Plan.RollsBack && _lastCompleted is { } last)
        {
            foreach (var task in Kept(_primary))
            {
                Stop(task, "rolled back");
            }

            _primary = new Deployment(_primary.Number + 1, last.Plan);
            _stack.Events.Add(Name, $"rolls back to deployment {last.Number}");
        }
    }

    private void StopOld()
    {
        var ready = _tasks.Count(t => t.IsReady);
        var minimum = (int)Math.Ceiling(DesiredCount * Plan.MinimumHealthyPercent / 100.0);
        foreach (var task in _tasks.Where(t => t.Deployment != _primary && t.State is EcsTaskState.Pending or EcsTaskState.Running).ToList())
        {
            if (!task.IsReady)
            {
                Stop(task, "replaced by a new deployment");
            }
            else if (ready > minimum)
            {
                ready--;
                Stop(task, "replaced by a new deployment");
            }
        }
    }

    private void StopSurplus()
    {
        var kept = Kept(_primary).ToList();
        foreach (var task in kept.OrderBy(t => t.IsReady).ThenByDescending(t => t.StartedAt).Take(kept.Count - DesiredCount))
        {
            Stop(task, "Scaling activity initiated by the service");
        }
    }

    private void Start()
    {
        if (_isEnding || _stack.Events.Elapsed < _startNoEarlier)
        {
            return;
        }

        var maximum = DesiredCount * Plan.MaximumPercent / 100;
        var count = Math.Min(DesiredCount - Kept(_primary).Count(), maximum - _tasks.Count);
        for (var i = 0; i < count; i++)
        {
            _lastTask++;
            var id = string.Create(CultureInfo.InvariantCulture, $"{Name}/{_lastTask}");
            var provider = CapacityProviders.Next(Plan.Capacity, [.. Kept(_primary).Select(t => t.CapacityProvider)]);
            var task = new EcsTask(id, Plan, _primary, provider, Endpoints(Plan), _stack, Wake);
            _tasks.Add(task);
            _ = Task.Run(task.StartAsync);
        }
    }

    private void Complete()
    {
        if (_primary.State == RolloutState.InProgress && _tasks.Count == DesiredCount && _tasks.All(t => t.Deployment == _primary && t.IsReady))
        {
            _primary.State = RolloutState.Completed;
            _lastCompleted = _primary;
            _stack.Events.Add(Name, "steady");
        }
    }

    private static void Stop(EcsTask task, string reason)
    {
        task.IsUnwanted = true;
        _ = task.StopAsync(reason);
    }
}

/// <summary>A task that ended by itself.</summary>
/// <param name="At">When, since the rehearsal began.</param>
/// <param name="Lived">How long it was there.</param>
/// <param name="Text">Which, and why, for people.</param>
internal sealed record EndedTask(TimeSpan At, TimeSpan Lived, string Text);
