namespace EcsServiceConnect.Rehearsal;

/// <summary>
/// The time of AWS's control plane, which goes faster here: between health checks, while draining, between metrics.
/// What an application can measure itself is not sped up: how long a request, a check or an idle connection may take.
/// </summary>
/// <param name="Speed">How many of AWS's seconds pass in one of ours.</param>
internal sealed record RehearsalClock(double Speed)
{
    /// <summary>How long something takes here.</summary>
    public TimeSpan Here(TimeSpan there) => there / Speed;

    /// <summary>It, or one that is faster, so that something takes no longer than that here.</summary>
    public RehearsalClock Within(TimeSpan there, TimeSpan here) => new(Math.Max(Speed, there / here));

    public Task DelayAsync(TimeSpan there, CancellationToken cancellationToken) => Task.Delay(Here(there), cancellationToken);
}
