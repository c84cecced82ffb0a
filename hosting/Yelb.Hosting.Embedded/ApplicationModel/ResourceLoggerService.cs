using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A line of a resource's log.</summary>
/// <param name="LineNumber">Its number, from 1.</param>
/// <param name="Content">The line, its time of writing first.</param>
/// <param name="IsErrorMessage">Whether it was written as an error.</param>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);

/// <summary>The logs of the resources.</summary>
public class ResourceLoggerService
{
    private readonly ConcurrentDictionary<string, ResourceLog> _logs = new();

    /// <summary>Where lines end up besides; the host sets it where resources' logs are wanted in its own.</summary>
    internal ILoggerFactory? ForwardTo { get; set; }

    /// <summary>The log of a resource, which its replicas share.</summary>
    public ILogger GetLogger(IResource resource) => Log(resource.Name);

    /// <summary>The log of a resource or of one replica.</summary>
    public ILogger GetLogger(string resourceName) => Log(resourceName);

    /// <summary>The lines so far and those to come.</summary>
    /// <param name="resourceName">The resource or the replica.</param>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName) => Log(resourceName).ReadAsync(follow: true);

    /// <summary>The lines so far.</summary>
    /// <param name="resourceName">The resource or the replica.</param>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(string resourceName) => Log(resourceName).ReadAsync(follow: false);

    private ResourceLog Log(string name) => _logs.GetOrAdd(name, static (name, self) => new(
        self.ForwardTo?.CreateLogger($"Resources.{name}") ?? NullLogger.Instance), this);

    private sealed class ResourceLog(ILogger forwardTo) : ILogger
    {
        private const int Kept = 10_000; // lines, as many as Aspire keeps

        private readonly Lock _lock = new();
        private readonly Queue<LogLine> _lines = new();
        private readonly List<ChannelWriter<LogLine>> _watchers = [];
        private int _count;

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = exception is null ? formatter(state, null) : $"{formatter(state, exception)} {exception}";
            forwardTo.Log(logLevel, eventId, state, exception, formatter);
            lock (_lock)
            {
                // The dashboard reads the time at the beginning of the line and shows it in the viewer's time zone.
                var time = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
                var line = new LogLine(++_count, $"{time} {text}", logLevel >= LogLevel.Error);
                _lines.Enqueue(line);
                if (_lines.Count > Kept)
                {
                    _lines.Dequeue();
                }

                _watchers.ForEach(w => w.TryWrite(line));
            }
        }

        public async IAsyncEnumerable<IReadOnlyList<LogLine>> ReadAsync(bool follow, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var channel = Channel.CreateUnbounded<LogLine>();
            List<LogLine> batch;
            lock (_lock)
            {
                batch = [.. _lines];
                _watchers.Add(channel.Writer);
            }

            try
            {
                while (true)
                {
                    if (batch.Count > 0)
                    {
                        yield return batch;
                    }

                    if (!follow || !await channel.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
                    {
                        yield break;
                    }

                    batch = [];
                    while (channel.Reader.TryRead(out var line))
                    {
                        batch.Add(line);
                    }
                }
            }
            finally
            {
                lock (_lock)
                {
                    _watchers.Remove(channel.Writer);
                }
            }
        }
    }
}
