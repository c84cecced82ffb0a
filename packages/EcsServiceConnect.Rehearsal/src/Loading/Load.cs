using System.Diagnostics;
using System.Globalization;
using EcsServiceConnect.Rehearsal.Checking;

namespace EcsServiceConnect.Rehearsal.Loading;

/// <summary>A bounded load of counts and reads, and what came of it.</summary>
/// <param name="scenario">What to ask.</param>
/// <param name="application">Whom.</param>
internal sealed class Load(Scenario scenario, Application application)
{
    /// <summary>How many requests may be under way.</summary>
    public const int Workers = 6;

    // About 150 requests a second: enough to meet every moment of a deployment, and little to two processors.
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan _recovery = TimeSpan.FromSeconds(30);

    private readonly long[] _acknowledged = new long[scenario.Counters.Count];
    private readonly long[] _unknown = new long[scenario.Counters.Count];
    private int _requests;
    private int _failed;
    private string? _firstFailure;
    private long _lastFailure;

    /// <summary>How many were sent until now.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>How many failed until now.</summary>
    public int Failed => Volatile.Read(ref _failed);

    /// <summary>How long ago the last one failed; null where none did.</summary>
    public TimeSpan? SinceLastFailure => Interlocked.Read(ref _lastFailure) is > 0 and var at ? Stopwatch.GetElapsedTime(at) : null;

    /// <summary>Runs it for that long; then waits until the numbers can be read again, and compares.</summary>
    /// <param name="duration">How long at least.</param>
    /// <param name="until">What has to have ended, too.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpRequestException">They can't, for half a minute.</exception>
    public async Task<LoadResult> RunAsync(TimeSpan duration, Task until, CancellationToken cancellationToken)
    {
        var before = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(w => WorkAsync(w, () => clock.Elapsed < duration || !until.IsCompleted, cancellationToken))).ConfigureAwait(false);
        var after = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var counted = scenario.Counters.Select((c, i) => new CountedResult(c, _acknowledged[i], _unknown[i], after[i] - before[i])).ToList();
        return new(_requests, _failed, _firstFailure, counted);
    }

    private async Task WorkAsync(int worker, Func<bool> goesOn, CancellationToken cancellationToken)
    {
        for (var i = worker; goesOn(); i++)
        {
            var isRead = i % 2 == 0;
            if (isRead && scenario.Pages.Count > 0)
            {
                var page = scenario.Pages[i / 2 % scenario.Pages.Count];
                await TryAsync($"GET {page.Path}", async () => (int)(await application.GetAsync(page.Path, cancellationToken).ConfigureAwait(false)).Status).ConfigureAwait(false);
            }
            else if (scenario.Counters.Count > 0)
            {
                var counter = i / 2 % scenario.Counters.Count;
                var status = await TryAsync(scenario.Counters[counter].Raise, async () => (int)await application.RaiseAsync(scenario.Counters[counter], cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
                Interlocked.Increment(ref status is >= 200 and < 300 ? ref _acknowledged[counter] : ref _unknown[counter]);
            }

            await Task.Delay(_pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<int> TryAsync(string request, Func<Task<int>> send)
    {
        Interlocked.Increment(ref _requests);
        string failure;
        try
        {
            var status = await send().ConfigureAwait(false);
            if (status < 400)
            {
                return status;
            }

            failure = string.Create(CultureInfo.InvariantCulture, $"{request}: {status}");
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            failure = $"{request}: {e.Message}";
        }

        Interlocked.Increment(ref _failed);
        Interlocked.Exchange(ref _lastFailure, Stopwatch.GetTimestamp());
        Interlocked.CompareExchange(ref _firstFailure, failure, null);
        return 0;
    }

    private async Task<List<long>> ReadAsync(CancellationToken cancellationToken)
    {
        var values = new List<long>();
        foreach (var counter in scenario.Counters)
        {
            values.Add(await application.ReadEventuallyAsync(counter, _recovery, cancellationToken).ConfigureAwait(false));
        }

        return values;
    }
}

/// <summary>What came of a load.</summary>
/// <param name="Requests">How many were sent.</param>
/// <param name="Failed">How many were not answered well.</param>
/// <param name="FirstFailure">The first of them; null where there was none.</param>
/// <param name="Counted">The counters.</param>
internal sealed record LoadResult(int Requests, int Failed, string? FirstFailure, IReadOnlyList<CountedResult> Counted);

/// <summary>What came of the requests that count.</summary>
/// <param name="Counter">What was counted.</param>
/// <param name="Acknowledged">Answered with success.</param>
/// <param name="Unknown">Not so answered: each of them may have counted.</param>
/// <param name="Raised">By how much the number rose.</param>
internal sealed record CountedResult(Counter Counter, long Acknowledged, long Unknown, long Raised)
{
    public long Lost => Math.Max(0, Acknowledged - Raised);

    /// <summary>More than every request, known and unknown, can have counted.</summary>
    public long Double => Math.Max(0, Raised - Acknowledged - Unknown);
}
