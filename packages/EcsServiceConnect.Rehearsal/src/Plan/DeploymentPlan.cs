using EcsServiceConnect.Rehearsal.Deployments;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>How a service goes from one revision to the next.</summary>
/// <param name="Strategy">`ROLLING`, `BLUE_GREEN`, `CANARY` or `LINEAR`.</param>
/// <param name="Shift">How traffic moves; null for a rolling deployment, which replaces task by task.</param>
/// <param name="Alarms">The logical ids of the alarms that end it, of those that are played.</param>
/// <param name="RollsBackByAlarm">Whether an alarm brings the last revision back, or just ends the deployment.</param>
internal sealed record DeploymentPlan(string Strategy, TrafficSchedule? Shift, IReadOnlyList<string> Alarms, bool RollsBackByAlarm)
{
    public static DeploymentPlan Rolling { get; } = new("ROLLING", null, [], false);

    /// <summary>How long traffic takes to move, tests and bake time included; none for a rolling deployment.</summary>
    public TimeSpan ShiftTime => Shift is null ? TimeSpan.Zero : ShiftedReplacement.TestTime + Shift.Duration;

    /// <summary>As people call it.</summary>
    public string Name => Strategy switch { "BLUE_GREEN" => "blue/green", var other => other.ToLowerInvariant() };
}
