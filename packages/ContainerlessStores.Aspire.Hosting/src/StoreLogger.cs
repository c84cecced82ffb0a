using Microsoft.Extensions.Logging;

namespace ContainerlessStores;

/// <summary>Writes to the resource's log, which the dashboard shows, and to the host's, which the terminal shows.</summary>
internal sealed class StoreLogger(ILogger resource, ILogger host) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => resource.IsEnabled(logLevel) || host.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        resource.Log(logLevel, eventId, state, exception, formatter);
        host.Log(logLevel, eventId, state, exception, formatter);
    }
}
