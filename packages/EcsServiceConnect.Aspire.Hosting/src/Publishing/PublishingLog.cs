using Microsoft.Extensions.Logging;

namespace EcsServiceConnect.Hosting.Publishing;

/// <summary>What publishing says besides its table.</summary>
internal static partial class PublishingLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Note}")]
    public static partial void Note(this ILogger logger, string note);

    [LoggerMessage(Level = LogLevel.Information, Message = "Secrets Manager makes up the parameter '{Parameter}': the value that is configured here as {Key} is not used.")]
    public static partial void GeneratedValueIsNotUsed(this ILogger logger, string parameter, string key);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Step}")]
    public static partial void Step(this ILogger logger, string step);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Name}: {Value}")]
    public static partial void SummaryItem(this ILogger logger, string name, string value);
}
