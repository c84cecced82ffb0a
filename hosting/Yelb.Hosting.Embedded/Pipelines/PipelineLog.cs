using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Pipelines;

/// <summary>What a pipeline says of its steps.</summary>
internal static partial class PipelineLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Step} done in {Seconds:0.0} s")]
    public static partial void StepDone(this ILogger logger, string step, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Key}: {Value}")]
    public static partial void Summary(this ILogger logger, string key, string value);
}
