using Microsoft.Extensions.Logging;

namespace EcsServiceConnect.Rehearsal.CommandLine;

/// <summary>What the machine's tools log, told among the rest.</summary>
internal sealed class OutputLogger(IRehearsalOutput output) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            output.Say(formatter(state, exception));
        }
    }
}
