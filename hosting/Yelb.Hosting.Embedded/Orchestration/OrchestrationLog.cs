using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>What the host says of the application.</summary>
internal static partial class OrchestrationLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "AspireHost is embedded: {Resources} resources run as plain processes (why, and how to change it: README, 'packages or embedded')")]
    public static partial void Hosting(this ILogger logger, int resources);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Error}")]
    public static partial void CannotRun(this ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Resource} is ready: {Url}")]
    public static partial void Ready(this ILogger logger, string resource, string url);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Resource} can't be started: {Error}")]
    public static partial void CannotStart(this ILogger logger, string resource, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Resource} runs, but can't be made ready: {Error}")]
    public static partial void CannotMakeReady(this ILogger logger, string resource, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Resource} ended by itself with exit code {ExitCode}; its log says why, and it can be started again from the dashboard")]
    public static partial void EndedByItself(this ILogger logger, string resource, int exitCode);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Resource} has finished; it can be started again from the dashboard")]
    public static partial void Finished(this ILogger logger, string resource);

    [LoggerMessage(Message = "{Line}")]
    public static partial void Line(this ILogger logger, LogLevel level, string line);
}
