using EcsServiceConnect.Rehearsal.Alarms;
using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.Deployments;

/// <summary>A deployment of a service: one revision of it, until all its tasks run and have all traffic, or it is given up.</summary>
/// <param name="number">Its number within the service, from 1, and that of its revision.</param>
/// <param name="plan">What it deploys.</param>
internal sealed class Deployment(int number, ServicePlan plan)
{
    public int Number { get; } = number;

    public ServicePlan Plan { get; } = plan;

    public RolloutState State { get; set; } = RolloutState.InProgress;

    /// <summary>How far it is, where it shifts traffic.</summary>
    public LifecycleStage Stage { get; set; } = LifecycleStage.ScaleUp;

    /// <summary>What its tasks have of production traffic, where it shifts traffic.</summary>
    public decimal Percent { get; set; }

    /// <summary>The alarms that end it; none where one of them rang before it began.</summary>
    public IReadOnlyList<CloudWatchAlarm> Alarms { get; init; } = [];

    /// <summary>Tasks in a row that ended before they were fit for traffic.</summary>
    public int FailedTasks { get; set; }

    /// <summary>Why the last of them ended, or why it failed.</summary>
    public string? LastFailure { get; set; }

    /// <summary>When the next of its tasks may be started, since the rehearsal began.</summary>
    public TimeSpan StartNoEarlier { get; set; }

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

/// <summary>Amazon ECS API Reference, "ServiceDeployment", lifecycleStage; those where only hooks run are left out.</summary>
internal enum LifecycleStage
{
    ScaleUp,
    TestTrafficShift,
    ProductionTrafficShift,
    BakeTime,
    CleanUp,
}
