using OpenTelemetry;
using Yelb.Api.Http;
using Yelb.Api.Stores;
using Yelb.Voting.Live;

namespace Yelb.Api.Live;

/// <summary>
/// Votes and page views, read from the stores. These are all that replicas share, so that asking them shows every replica's
/// votes.
/// </summary>
/// <remarks>
/// PostgreSQL's NOTIFY and Redis' PUBLISH would save the asking, but each serialises or is lost just when it matters:
/// NOTIFY takes a database-wide lock at commit, which is what votes queue on, and neither is heard while a connection is down.
/// </remarks>
internal sealed partial class LiveCounts(Votes votes, PageViews pageViews, ILogger<LiveCounts> logger)
    : LiveBoard(LiveState.Unknown with { Server = LiveEvents.Server })
{
    /// <summary>With a read of some milliseconds, well within the second in which a vote shows everywhere.</summary>
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(0.3);

    private long _looks;

    // Which look at a store is shown, changed with the state: one that began before it and ends after it is older.
    private readonly Dictionary<string, long> _shown = [];

    /// <summary>
    /// Shows votes that are read from now on, or that they are out of reach. Whoever begins to watch after that is not shown
    /// fewer than another server has shown him just before.
    /// </summary>
    public async Task ReadVotesNowAsync()
    {
        using var watching = Watch();
        await LookAsync(VotesDatabase.Name, ReadVotesAsync, WithVotes, CancellationToken.None);
    }

    protected override Task ShowAsync(CancellationToken unwatched) => Task.WhenAll(
        ReadAsync(VotesDatabase.Name, ReadVotesAsync, WithVotes, unwatched),
        ReadAsync(PageViewsRedis.Name, ReadPageViewsAsync, (state, read) => state with { PageViews = read }, unwatched));

    private static LiveState WithVotes(LiveState state, LiveEvent votes) => state with { Votes = votes };

    private async Task<LiveEvent> ReadVotesAsync() => LiveEvents.Votes(VoteCounts.Of(await votes.CountAsync()));

    private async Task<LiveEvent> ReadPageViewsAsync() => LiveEvents.PageViews(await pageViews.ReadAsync());

    /// <summary>Each store on its own, as one that is out of reach needs a while to say so.</summary>
    private async Task ReadAsync(
        string store, Func<Task<LiveEvent>> read, Func<LiveState, LiveEvent, LiveState> with, CancellationToken unwatched)
    {
        // Three looks a second are no news: kept out of the traces.
        using var untraced = SuppressInstrumentationScope.Begin();
        using var timer = new PeriodicTimer(_interval);
        do
        {
            await LookAsync(store, read, with, unwatched);
        }
        while (await NextAsync(timer, unwatched));
    }

    private async Task LookAsync(
        string store, Func<Task<LiveEvent>> read, Func<LiveState, LiveEvent, LiveState> with, CancellationToken unwatched)
    {
        var look = Interlocked.Increment(ref _looks);
        LiveEvent seen;
        try
        {
            seen = await read();
        }
        catch (StoreUnavailableException)
        {
            seen = LiveEvents.Unavailable(store);
        }
        catch (Exception exception)
        {
            LogReadFailed(store, exception);
            seen = LiveEvents.Unavailable(store);
        }

        Change(state => _shown.GetValueOrDefault(store) > look ? state : Show(state), unwatched);

        LiveState Show(LiveState state)
        {
            _shown[store] = look;
            return with(state, seen);
        }
    }

    private static async ValueTask<bool> NextAsync(PeriodicTimer timer, CancellationToken unwatched)
    {
        try
        {
            return await timer.WaitForNextTickAsync(unwatched);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "what {Store} keeps could not be read for the live streams")]
    private partial void LogReadFailed(string store, Exception exception);
}
