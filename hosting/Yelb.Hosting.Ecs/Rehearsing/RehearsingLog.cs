using Microsoft.Extensions.Logging;

namespace Yelb.Hosting.Ecs.Rehearsing;

/// <summary>What the rehearse step says besides the rehearsal itself.</summary>
internal static partial class RehearsingLog
{
    [LoggerMessage(LogLevel.Information, "Published the files of {Count} projects in {Seconds:F1} s.")]
    public static partial void ProjectsPublished(this ILogger logger, int count, double seconds);
}
