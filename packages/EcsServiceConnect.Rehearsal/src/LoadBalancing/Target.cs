using System.Net;
using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.LoadBalancing;

/// <summary>A task's port behind a target group: its health, and the requests that it has.</summary>
/// <remarks>
/// Elastic Load Balancing User Guide, "Health checks for Application Load Balancer target groups": a new target is healthy
/// after one good check, and unhealthy after as many failures as any other; the thresholds are checks in a row.
/// </remarks>
internal sealed class Target(IPEndPoint address, TargetHealthCheckPlan check)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _successes;
    private int _failures;
    private int _requests;

    public IPEndPoint Address => address;

    /// <summary>Whether the load balancer answers 500 in its place, as it would.</summary>
    public bool IsBroken { get; init; }

    public TargetHealth Health { get; private set; } = TargetHealth.Initial;

    /// <summary>Completes when it is draining and has no request.</summary>
    public Task Idle => _idle.Task;

    /// <summary>Why its last check failed; null where it did not.</summary>
    public string? Failure { get; private set; }

    /// <param name="failure">Null for a good one.</param>
    public void Checked(string? failure)
    {
        lock (_lock)
        {
            var isGood = failure is null;
            Failure = failure;
            (_successes, _failures) = isGood ? (_successes + 1, 0) : (0, _failures + 1);
            Health = Health switch
            {
                TargetHealth.Draining => TargetHealth.Draining,
                TargetHealth.Initial when isGood => TargetHealth.Healthy,
                _ when _successes >= check.HealthyThreshold => TargetHealth.Healthy,
                _ when _failures >= check.UnhealthyThreshold => TargetHealth.Unhealthy,
                var same => same,
            };
        }
    }

    /// <summary>Counts a request; false where it takes no more.</summary>
    public bool TryBegin()
    {
        lock (_lock)
        {
            if (Health == TargetHealth.Draining)
            {
                return false;
            }

            _requests++;
            return true;
        }
    }

    public void End()
    {
        lock (_lock)
        {
            _requests--;
            CompleteWhenIdle();
        }
    }

    public void Drain()
    {
        lock (_lock)
        {
            Health = TargetHealth.Draining;
            CompleteWhenIdle();
        }
    }

    private void CompleteWhenIdle()
    {
        if (Health == TargetHealth.Draining && _requests == 0)
        {
            _idle.TrySetResult();
        }
    }
}

/// <summary>As Elastic Load Balancing tells it.</summary>
internal enum TargetHealth
{
    Initial,
    Healthy,
    Unhealthy,
    Draining,
}
