using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace Yelb.Api.Live;

/// <summary>The events of one watcher: at first everything, then what changes. A slow watcher misses states, never the last.</summary>
internal sealed class LiveStream(LiveCounts counts, IHostApplicationLifetime lifetime)
{
    /// <summary>Ends when the watcher leaves or this server stops, the latter with a last event.</summary>
    public async IAsyncEnumerable<SseItem<string>> ReadAsync([EnumeratorCancellation] CancellationToken left)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(left, lifetime.ApplicationStopping);
        using var watching = counts.Watch();
        yield return LiveEvent.Server.ToItem(ReconnectAfter());

        var sent = LiveState.Unknown();
        while (!end.IsCancellationRequested)
        {
            var now = counts.State;
            if (now.Votes is not null && now.Votes != sent.Votes)
            {
                yield return now.Votes.ToItem();
            }

            if (now.PageViews is not null && now.PageViews != sent.PageViews)
            {
                yield return now.PageViews.ToItem();
            }

            if (now.Beats > sent.Beats)
            {
                yield return LiveEvent.Heartbeat.ToItem();
            }

            sent = now;
            await now.Changed.WaitAsync(end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!left.IsCancellationRequested)
        {
            yield return LiveEvent.Closing.ToItem(ReconnectAfter());
        }
    }

    /// <summary>Different for each, so that a server that stops does not send all its watchers to the others at the same moment.</summary>
    private static TimeSpan ReconnectAfter() => TimeSpan.FromMilliseconds(Random.Shared.Next(500, 2500));
}
