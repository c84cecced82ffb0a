using Microsoft.Extensions.Logging;

namespace EcsServiceConnect.Hosting.Rehearsing;

/// <summary>What the rehearse step says.</summary>
internal static partial class RehearsingLog
{
    [LoggerMessage(LogLevel.Information, "Published the files of {Count} projects in {Seconds:F1} s.")]
    public static partial void ProjectsPublished(this ILogger logger, int count, double seconds);

    [LoggerMessage(LogLevel.Information, "{Note}")]
    public static partial void Noted(this ILogger logger, string note);

    [LoggerMessage(LogLevel.Warning, "{Warning}")]
    public static partial void Warned(this ILogger logger, string warning);

    [LoggerMessage(LogLevel.Debug, "{Event}")]
    public static partial void Happened(this ILogger logger, string @event);

    [LoggerMessage(LogLevel.Information, "{Check}")]
    public static partial void Passed(this ILogger logger, string check);

    [LoggerMessage(LogLevel.Error, "{Check}")]
    public static partial void Failed(this ILogger logger, string check);
}
