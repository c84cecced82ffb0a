using Microsoft.Extensions.Logging;

namespace Yelb.Hosting.Ecs.Publishing;

/// <summary>What publishing says besides its table.</summary>
internal static partial class PublishingLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Note}")]
    public static partial void Cycle(this ILogger logger, string note);
}
