using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.Services;

/// <summary>A deployment of a service: one task definition, until all its tasks run or it is given up.</summary>
/// <param name="number">Its number within the service, from 1.</param>
/// <param name="plan">What it deploys.</param>
internal sealed class Deployment(int number, ServicePlan plan)
{
    public int Number { get; } = number;

    public ServicePlan Plan { get; } = plan;

    public RolloutState State { get; set; } = RolloutState.InProgress;

    /// <summary>Tasks in a row that ended before they were fit for traffic.</summary>
    public int FailedTasks { get; set; }

    /// <summary>Why the last of them ended.</summary>
    public string? LastFailure { get; set; }

    /// <summary>How many failures the circuit breaker takes: half the desired count, from 3 to 200.</summary>
    /// <remarks>Amazon ECS Developer Guide, "How the Amazon ECS deployment circuit breaker detects failures".</remarks>
    public static int FailureThreshold(int desiredCount) => Math.Clamp((desiredCount + 1) / 2, 3, 200);
}

/// <summary>Amazon ECS API Reference, "Deployment", rolloutState.</summary>
internal enum RolloutState
{
    InProgress,
    Completed,
    Failed,
}
