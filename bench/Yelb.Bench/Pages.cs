using System.Collections.Concurrent;
using System.Diagnostics;

namespace Yelb.Bench;

/// <summary>Many open pages, and what they have been shown.</summary>
internal sealed class Pages : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly IReadOnlyList<Page> _pages;
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _following = [];
    private readonly ConcurrentQueue<long> _requests = [];

    private Pages(int count, Func<int, Uri> web) => _pages = [.. Enumerable.Range(0, count).Select(i => new Page(() => web(i), () => _requests.Enqueue(Stopwatch.GetTimestamp())))];

    /// <summary>How many streams that had shown votes ended.</summary>
    public int Losses => _pages.Sum(page => page.Losses);

    /// <summary>Opens them, and returns when each shows the votes.</summary>
    /// <param name="count">How many.</param>
    /// <param name="web">Where each, by its number, finds yelb-ui.</param>
    /// <exception cref="TimeoutException">They did not within two minutes.</exception>
    public static async Task<Pages> OpenAsync(int count, Func<int, Uri> web)
    {
        var pages = new Pages(count, web);
        foreach (var some in pages._pages.Chunk(100))
        {
            pages._following.AddRange(some.Select(page => page.FollowAsync(pages._end.Token)));
            await UntilAsync(() => some.All(page => page.Total >= 0));
        }

        return pages;
    }

    /// <summary>Returns when all show so many votes.</summary>
    /// <exception cref="TimeoutException">They did not within two minutes.</exception>
    public Task ShowAsync(long total) => UntilAsync(() => _pages.All(page => page.Total >= total));

    /// <summary>Returns when each of them lost a stream and shows votes again.</summary>
    /// <exception cref="TimeoutException">They did not within two minutes.</exception>
    public Task AllBackAsync() => UntilAsync(() => _pages.All(page => page.Losses > 0 && page.Total >= 0));

    /// <summary>The most requests of theirs in one second, and all of them, since then.</summary>
    public (int MostInASecond, int All) RequestsSince(long timestamp)
    {
        var times = _requests.Where(time => time >= timestamp).Order().ToArray();
        var most = 0;
        for (int first = 0, last = 0; last < times.Length; last++)
        {
            while (Stopwatch.GetElapsedTime(times[first], times[last]) > TimeSpan.FromSeconds(1))
            {
                first++;
            }

            most = Math.Max(most, last - first + 1);
        }

        return (most, times.Length);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_following);
        _end.Dispose();
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (var clock = Stopwatch.StartNew(); !isSo(); await Task.Delay(5))
        {
            if (clock.Elapsed > _patience)
            {
                throw new TimeoutException($"Not all pages showed what they should within {_patience.TotalSeconds:0} s.");
            }
        }
    }
}
