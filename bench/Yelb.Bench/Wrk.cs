using System.Globalization;

namespace Yelb.Bench;

/// <summary>
/// HTTP load by wrk: a closed loop, and a generator that takes little of the processor it shares with the servers.
/// </summary>
internal static class Wrk
{
    // Of the requests, those with a status from 400 on are also errors of status.
    private const string Script =
        """
        wrk.method = os.getenv("YELB_BENCH_METHOD")
        if os.getenv("YELB_BENCH_KEYS") then
            local run, number = os.getenv("YELB_BENCH_KEYS"), 0
            request = function()
                number = number + 1
                return wrk.format(nil, nil, { ["Idempotency-Key"] = run .. "-" .. number })
            end
        end
        done = function(all, latency)
            local e = all.errors
            io.write(string.format("result %d %d %d %d %d %d\n", all.requests, e.status,
                e.connect + e.read + e.write + e.timeout, all.duration, latency:percentile(50), latency:percentile(99)))
        end
        """;

    public static Task<Load> GetAsync(Uri address, int connections, int seconds) => RunAsync("GET", address, connections, seconds);

    public static Task<Load> PostAsync(Uri address, int connections, int seconds) => RunAsync("POST", address, connections, seconds);

    /// <summary>Each request with an <c>Idempotency-Key</c> of its own.</summary>
    public static Task<Load> PostWithKeysAsync(Uri address, int connections, int seconds) => RunAsync("POST", address, connections, seconds, withKeys: true);

    private static async Task<Load> RunAsync(string method, Uri address, int connections, int seconds, bool withKeys = false)
    {
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, Script);
            var output = await Command.RunAsync(
                "wrk",
                ["--threads", "1", "--connections", $"{connections}", "--duration", $"{seconds}s", "--timeout", "5s", "--script", script, $"{address}"],
                withKeys
                    ? new() { ["YELB_BENCH_METHOD"] = method, ["YELB_BENCH_KEYS"] = $"{Guid.NewGuid():N}" }
                    : new Dictionary<string, string> { ["YELB_BENCH_METHOD"] = method });
            var result = output.Split('\n').Single(line => line.StartsWith("result ", StringComparison.Ordinal))
                .Split(' ').Skip(1).Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
            var (requests, refused, lost, microseconds) = ((long)result[0], (long)result[1], (long)result[2], result[3]);
            var good = requests - refused;
            return new Load(good / microseconds * 1e6, good, refused + lost + connections, result[4], result[5]) { Failed = refused + lost };
        }
        finally
        {
            File.Delete(script);
        }
    }
}
