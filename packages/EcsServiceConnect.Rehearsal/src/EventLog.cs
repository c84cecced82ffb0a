using System.Diagnostics;
using System.Globalization;

namespace EcsServiceConnect.Rehearsal;

/// <summary>What happened since the rehearsal began, as an ECS service's events tell it.</summary>
internal sealed class EventLog
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Receives each event as it happens, from any thread.</summary>
    public event Action<RehearsalEvent>? Happened;

    public TimeSpan Elapsed => _clock.Elapsed;

    public void Add(string subject, string message) => Happened?.Invoke(new(Elapsed, subject, message, IsWarning: false));

    /// <summary>Adds something that should not happen.</summary>
    public void Warn(string subject, string message) => Happened?.Invoke(new(Elapsed, subject, message, IsWarning: true));
}

/// <summary>Something that happened.</summary>
/// <param name="At">Since the rehearsal began.</param>
/// <param name="Subject">The task, service or load balancer.</param>
/// <param name="Message">What.</param>
/// <param name="IsWarning">Whether it should not have happened.</param>
internal sealed record RehearsalEvent(TimeSpan At, string Subject, string Message, bool IsWarning)
{
    public string Line => string.Create(CultureInfo.InvariantCulture, $"{At.TotalSeconds,7:0.0} s  {Subject,-20} {(IsWarning ? "warning: " : "")}{Message}");
}
