using System.Diagnostics;

namespace Yelb.Tests.Web;

/// <summary>
/// How long things took that users were promised within some time. It is the median that is held to the promise: a machine
/// that stalls now and then makes some of them late, and no code can help it.
/// </summary>
internal sealed class Latencies
{
    private readonly List<TimeSpan> _all = [];

    /// <summary>The upper one, so that half of them being late, as those from one of two replicas, is seen.</summary>
    public TimeSpan Median => _all.Order().ElementAt(_all.Count / 2);

    public async Task AddAsync(Task arrival)
    {
        var clock = Stopwatch.StartNew();
        await arrival;
        _all.Add(clock.Elapsed);
    }
}
