using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Yelb.Tests.Requests;

/// <summary>Random requests at a server, beside an ordinary client.</summary>
/// <remarks>
/// The variable <c>YELB_SEED</c> makes the same requests again, <c>YELB_REQUESTS</c> sets how many; without it a run ends
/// after 20 s also where fewer were sent.
/// </remarks>
internal sealed partial class RequestRun
{
    private const int Connections = 8;

    // Of yelb-ui.
    private const int MaxBodyBytes = 64 * 1024;

    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, (int Count, RawRequest Smallest, int Number)> _faults = [];
    private readonly ConcurrentDictionary<string, int> _answers = [];
    private int _sent;

    private readonly int _seed = Variable("YELB_SEED") ?? Random.Shared.Next();
    private readonly OrdinaryClient _ordinary;
    private readonly bool _isBehindLoadBalancer;

    private RequestRun(OrdinaryClient ordinary, bool isBehindLoadBalancer)
    {
        _ordinary = ordinary;
        _isBehindLoadBalancer = isBehindLoadBalancer;
    }

    /// <summary>How many requests there were, ordinary ones included.</summary>
    public int Requests => _sent + _ordinary.Requests;

    /// <param name="server">Where the random requests go.</param>
    /// <param name="count">How many of them, unless the variable says otherwise.</param>
    /// <param name="ordinary">Goes on as long as they do. Nobody else may be there who votes as he does, or views the page.</param>
    /// <param name="viewsOfEach">How many page views a random request may count.</param>
    /// <param name="isBehindLoadBalancer">Whether a load balancer answers in the server's place where that does not.</param>
    public static async Task<RequestRun> RunAsync(Uri server, int count, OrdinaryClient ordinary, int viewsOfEach = 1, bool isBehindLoadBalancer = false)
    {
        var run = new RequestRun(ordinary, isBehindLoadBalancer);
        var output = TestContext.Current.TestOutputHelper!;
        var clock = Stopwatch.StartNew();
        using var enough = new CancellationTokenSource();
        var reading = ordinary.RunAsync(enough.Token);
        try
        {
            await run.SendAsync(server, count);
        }
        finally
        {
            await enough.CancelAsync();
            await reading;
        }

        await ordinary.CheckCountsAsync(run._sent * viewsOfEach);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"YELB_SEED={run._seed}: {run._sent} random requests beside {ordinary.Requests} ordinary ones in {clock.Elapsed.TotalSeconds:0.0} s"));
        output.WriteLine(string.Join(", ", run._answers.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}: {a.Value}")));
        return run;
    }

    /// <summary>Fails with all that was wrong, each kind once.</summary>
    public void AssertNoFaults(params IEnumerable<string> others)
    {
        string[] faults = [.. _faults.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Value.Count} × {f.Key}, the smallest is number {f.Value.Number}: {f.Value.Smallest}"), .. _ordinary.Faults, .. others];
        Assert.True(faults.Length == 0, $"With YELB_SEED={_seed}:\n{string.Join('\n', faults.Take(50))}");
    }

    private async Task SendAsync(Uri server, int count)
    {
        var requests = new RandomRequests(_seed);
        var byHand = Variable("YELB_REQUESTS");
        using var end = new CancellationTokenSource(byHand is null ? _longest : Timeout.InfiniteTimeSpan);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, byHand ?? count).TakeWhile(_ => !end.IsCancellationRequested),
            new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = byHand is null ? Patience.Token : TestContext.Current.CancellationToken },
            async (number, cancelled) =>
            {
                var request = requests[number];
                Interlocked.Increment(ref _sent);
                try
                {
                    var answer = await RawClient.SendAsync(server, request, cancelled);
                    var status = answer?.Status;
                    _answers.AddOrUpdate($"{status?.ToString(CultureInfo.InvariantCulture) ?? "none"}", 1, (_, n) => n + 1);
                    if (status >= 500 && !IsSendersDoing(status, request))
                    {
                        AddFault($"{status} ({answer!.Text.Split('\n')[^1]})", number, request);
                    }
                    else if (status is null && request.Ending == RequestEnding.Waits && request.Text.Length < 8000)
                    {
                        // A server that refuses a long one may reset the connection over its answer.
                        AddFault("no answer", number, request);
                    }
                }
                catch (TimeoutException e)
                {
                    AddFault(e.Message, number, request);
                }
            });
    }

    /// <summary>
    /// Whether it asked for a version of HTTP that this is not (RFC 9110, section 15.6.6), or for more than a server takes: that
    /// closes the connection with something unread, and a load balancer loses the 413 over a TCP reset (Elastic Load Balancing
    /// User Guide, "HTTP 502: Bad gateway").
    /// </summary>
    private bool IsSendersDoing(int? status, RawRequest request) =>
        status == 505 || (status == 502 && _isBehindLoadBalancer && request.Text.Length > MaxBodyBytes);

    private void AddFault(string what, int number, RawRequest request) => _faults.AddOrUpdate(
        $"{what} to {RequestLine().Match(request.Text).Value.ToUpperInvariant()}",
        (1, request, number),
        (_, known) => known.Smallest.Text.Length <= request.Text.Length ? known with { Count = known.Count + 1 } : (known.Count + 1, request, number));

    private static int? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
        ? int.Parse(value, CultureInfo.InvariantCulture)
        : null;

    /// <summary>The method and the first part of the path, which tell who answers.</summary>
    [GeneratedRegex(@"\A[\w-]* ?/?\w*")]
    private static partial Regex RequestLine();
}
