using System.Collections.Concurrent;
using System.Net;
using EcsServiceConnect.Rehearsal.Forwarding;
using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.LoadBalancing;

/// <summary>A target group: its targets, and what its health checks say of each.</summary>
/// <remarks>
/// Elastic Load Balancing User Guide, "Target groups for your Application Load Balancers": round robin over the healthy
/// targets; over all of them where none is healthy, which it calls to fail open.
/// </remarks>
internal sealed class TargetGroup : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Target> _targets = [];
    private readonly ConcurrentBag<Task> _checks = [];
    private readonly CancellationTokenSource _end = new();
    private readonly RoundRobin _turns = new();
    private readonly TargetHealthCheck _check;
    private readonly RehearsalClock _clock;

    public TargetGroup(TargetGroupPlan plan, Dialer dialer, RehearsalClock clock)
    {
        Plan = plan;
        _clock = clock;
        _check = new(plan.HealthCheck, dialer, clock);
    }

    public TargetGroupPlan Plan { get; }

    public TargetGroupMetrics Metrics { get; } = new();

    /// <summary>How many targets are healthy now.</summary>
    public int HealthyCount => _targets.Values.Count(t => t.Health == TargetHealth.Healthy);

    /// <summary>How many are found unhealthy now.</summary>
    public int UnhealthyCount => _targets.Values.Count(t => t.Health == TargetHealth.Unhealthy);

    /// <param name="taskId">The task.</param>
    /// <param name="address">Where it is dialled.</param>
    /// <param name="isBroken">See <see cref="ServicePlan.IsBroken"/>.</param>
    public void Register(string taskId, IPEndPoint address, bool isBroken = false)
    {
        var target = new Target(address, Plan.HealthCheck) { IsBroken = isBroken };
        _targets[taskId] = target;
        _checks.Add(_check.RunAsync(target, _end.Token));
    }

    /// <summary>Sends it nothing new; completes when it has finished what it had, or after the deregistration delay.</summary>
    /// <remarks>
    /// Elastic Load Balancing User Guide, "Deregistration delay": the target stays for the whole delay, even where it has
    /// nothing left to do, and ECS stops the task after it. Nobody gains by waiting for that here. What is still under way
    /// after the delay ends with the task.
    /// </remarks>
    public async Task DeregisterAsync(string taskId)
    {
        if (_targets.TryGetValue(taskId, out var target))
        {
            target.Drain();
            await Task.WhenAny(target.Idle, _clock.DelayAsync(Plan.DeregistrationDelay, _end.Token)).ConfigureAwait(false);
            _targets.TryRemove(new(taskId, target));
        }
    }

    /// <summary>Null where it is not registered.</summary>
    public TargetHealth? HealthOf(string taskId) => _targets.TryGetValue(taskId, out var target) ? target.Health : null;

    /// <summary>Why the last check of it failed; null where it did not, or where it is not registered.</summary>
    public string? FailureOf(string taskId) => _targets.TryGetValue(taskId, out var target) ? target.Failure : null;

    /// <summary>The target whose turn it is; null where there is none. Its request begins with this, and ends with <see cref="Target.End"/>.</summary>
    public Target? Next()
    {
        while (true)
        {
            Target[] registered = [.. _targets.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Value).Where(t => t.Health != TargetHealth.Draining)];
            Target[] healthy = [.. registered.Where(t => t.Health == TargetHealth.Healthy)];
            var target = _turns.Next(healthy.Length > 0 ? healthy : registered);
            if (target is null || target.TryBegin())
            {
                return target;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_checks).ConfigureAwait(false);
        _check.Dispose();
        _end.Dispose();
    }
}
