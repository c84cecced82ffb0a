namespace EcsServiceConnect.Hosting.Model;

/// <summary>Times that AWS counts in seconds.</summary>
internal static class WholeSeconds
{
    /// <summary>Whether a time is of whole seconds, and within bounds.</summary>
    public static bool IsWholeSeconds(this TimeSpan time, TimeSpan least, TimeSpan most) =>
        least <= time && time <= most && time.Ticks % TimeSpan.TicksPerSecond == 0;
}
