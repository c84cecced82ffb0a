using System.Globalization;
using EcsServiceConnect.Rehearsal.Deployments;
using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.Services;

/// <summary>A service: keeps as many of its tasks running as are desired, and changes from one deployment to the next.</summary>
internal sealed class RehearsedService
{
    // Load balancers tell of their targets' health only when asked.
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(2);

    private readonly StackResources _stack;
    private volatile TaskCompletionSource _woken = NewSignal();
    private readonly List<(Func<bool> Condition, TaskCompletionSource Met)> _waiting = [];
    private readonly Lock _lock = new();
    private readonly ServiceDeployments _deployments;
    private readonly ServiceTasks _tasks;
    private readonly IReplacement _replacement;

    /// <summary>Creates it; its endpoints are known in the namespace from now on.</summary>
    public RehearsedService(ServicePlan plan, StackResources stack)
    {
        _stack = stack;
        _deployments = new(plan, stack);
        _tasks = new(plan.Name, stack, Wake);
        _replacement = plan.Deployment.Shift is null ? new RollingReplacement(_deployments, _tasks) : new ShiftedReplacement(_deployments, _tasks, stack);
        DesiredCount = plan.DesiredCount;
        stack.EndpointsOf(plan);
    }

    public string Name => Plan.Name;

    /// <summary>What it is to be now.</summary>
    public ServicePlan Plan => Primary.Plan;

    /// <summary>The deployment that makes it so.</summary>
    public Deployment Primary => _deployments.Primary;

    /// <summary>The one before it, which it can go back to; null as long as there is none.</summary>
    public Deployment? LastCompleted => _deployments.LastCompleted;

    /// <summary>The last one that began, whatever came of it.</summary>
    public Deployment Latest => _deployments.Latest;

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
                return [.. _tasks.All];
            }
        }
    }

    /// <exception cref="Contract.RehearsalException">None runs now.</exception>
    public EcsTask RunningTask => Tasks.FirstOrDefault(t => t.State == EcsTaskState.Running) ?? throw new Contract.RehearsalException($"No task of {Name} runs now.");

    /// <summary>The tasks that ended by themselves after they were fit for traffic.</summary>
    public IReadOnlyCollection<EndedTask> Ended => _tasks.Ended;

    /// <summary>Why it is not steady, as far as is known.</summary>
    public string Hindrance => Primary.LastFailure ?? string.Create(
        CultureInfo.InvariantCulture,
        $"{Tasks.Count(t => t.IsReady)} of {DesiredCount} tasks are ready{(Tasks.FirstOrDefault(t => t.Hindrance is not null) is { } task ? $"; {task.Id}: {task.Hindrance}" : Ended.LastOrDefault() is { } last ? $"; {last.Text}" : "")}");

    /// <summary>Whether just the desired tasks of one deployment run, all fit for traffic.</summary>
    public bool IsSteady
    {
        get
        {
            lock (_lock)
            {
                return Primary.State == RolloutState.Completed && _tasks.All.Count == DesiredCount && _tasks.AreReady(Primary, DesiredCount);
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
            _deployments.Begin(plan ?? Plan);
            _stack.EndpointsOf(Plan);
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

    private void Wake() => _woken.TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Reconcile()
    {
        _tasks.Look();
        _replacement.Reconcile(DesiredCount);
        foreach (var waiting in _waiting.Where(w => w.Condition()).ToList())
        {
            waiting.Met.TrySetResult();
            _waiting.Remove(waiting);
        }
    }
}
