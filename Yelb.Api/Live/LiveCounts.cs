using OpenTelemetry;
using Yelb.Api.Http;
using Yelb.Api.Stores;

namespace Yelb.Api.Live;

/// <summary>
/// What all streams of this server show, read from the stores while anybody watches and once for all of them.
/// The stores are all that replicas share, so that asking them shows every replica's votes.
/// </summary>
/// <remarks>
/// PostgreSQL's NOTIFY and Redis' PUBLISH would save the asking, but each serialises or is lost just when it matters:
/// NOTIFY takes a database-wide lock at commit, which is what votes queue on, and neither is heard while a connection is down.
/// </remarks>
internal sealed partial class LiveCounts(Votes votes, PageViews pageViews, ILogger<LiveCounts> logger) : IDisposable
{
    /// <summary>With a read of some milliseconds, well within the second in which a vote shows everywhere.</summary>
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(0.3);

    /// <summary>Below the idle limits on the way: 30 s in yelb-ui, 60 s in an Application Load Balancer.</summary>
    private static readonly TimeSpan _heartbeat = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private int _watchers;
    private CancellationTokenSource? _reading;
    private LiveState _state = LiveState.Unknown();

    /// <summary>The state of this moment; its <see cref="LiveState.Changed"/> ends when there is another.</summary>
    public LiveState State
    {
        get
        {
            lock (_lock)
            {
                return _state;
            }
        }
    }

    /// <summary>Reads the stores until every watcher is disposed.</summary>
    public IDisposable Watch()
    {
        lock (_lock)
        {
            if (++_watchers == 1)
            {
                _reading = new CancellationTokenSource();
                // Not in the trace of whoever happened to be the first.
                using var flow = ExecutionContext.SuppressFlow();
                var end = _reading.Token;
                _ = Task.Run(() => ReadAsync(VotesDatabase.Name, ReadVotesAsync, (state, read) => state with { Votes = read }, end), CancellationToken.None);
                _ = Task.Run(() => ReadAsync(PageViewsRedis.Name, ReadPageViewsAsync, (state, read) => state with { PageViews = read }, end), CancellationToken.None);
                _ = Task.Run(() => BeatAsync(end), CancellationToken.None);
            }
        }

        return new Watcher(this);
    }

    public void Dispose() => _reading?.Dispose();

    private void Leave()
    {
        lock (_lock)
        {
            if (--_watchers == 0)
            {
                _reading!.Cancel();
                _reading.Dispose();
                // Whoever comes next must not be shown what was true a while ago.
                _state = LiveState.Unknown();
            }
        }
    }

    private async Task<LiveEvent> ReadVotesAsync() => LiveEvent.Votes(VoteCounts.Of(await votes.CountAsync()));

    private async Task<LiveEvent> ReadPageViewsAsync() => LiveEvent.PageViews(await pageViews.ReadAsync());

    /// <summary>Each store on its own, as one that is out of reach needs a while to say so.</summary>
    private async Task ReadAsync(
        string store, Func<Task<LiveEvent>> read, Func<LiveState, LiveEvent, LiveState> with, CancellationToken end)
    {
        // Three looks a second are no news: kept out of the traces.
        using var untraced = SuppressInstrumentationScope.Begin();
        using var timer = new PeriodicTimer(_interval);
        do
        {
            LiveEvent seen;
            try
            {
                seen = await read();
            }
            catch (StoreUnavailableException)
            {
                seen = LiveEvent.Unavailable(store);
            }
            catch (Exception exception)
            {
                LogReadFailed(store, exception);
                seen = LiveEvent.Unavailable(store);
            }

            Change(state => with(state, seen), end);
        }
        while (await NextAsync(timer, end));
    }

    private async Task BeatAsync(CancellationToken end)
    {
        using var timer = new PeriodicTimer(_heartbeat);
        while (await NextAsync(timer, end))
        {
            Change(state => state with { Beats = state.Beats + 1 }, end);
        }
    }

    private void Change(Func<LiveState, LiveState> change, CancellationToken end)
    {
        lock (_lock)
        {
            // A read may come back after the last watcher left and the next one came.
            if (!end.IsCancellationRequested && change(_state) is var changed && changed != _state)
            {
                var before = _state;
                _state = changed.AsNext();
                before.Close();
            }
        }
    }

    private static async ValueTask<bool> NextAsync(PeriodicTimer timer, CancellationToken end)
    {
        try
        {
            return await timer.WaitForNextTickAsync(end);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "what {Store} keeps could not be read for the live streams")]
    private partial void LogReadFailed(string store, Exception exception);

    private sealed class Watcher(LiveCounts counts) : IDisposable
    {
        public void Dispose() => counts.Leave();
    }
}
