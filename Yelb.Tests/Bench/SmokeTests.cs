using System.Collections.Concurrent;
using ProcessesAndTools;

namespace Yelb.Tests.Bench;

/// <summary>
/// bench/run, for its sums and not for its speed: every load once, and the database and the application server killed
/// in the middle of one.
/// </summary>
public sealed class SmokeTests
{
    [Fact(Explicit = true), Trait("Run", "by hand")]
    public async Task Every_acknowledged_vote_is_in_the_database_under_load_and_after_kill_9()
    {
        var lines = new ConcurrentQueue<string>();
        var bench = ChildProcess.Start(
            new ChildProcessSpec
            {
                FileName = Path.Combine(Repository.Root, "bench", "run"),
                Arguments = ["--smoke"],
                Environment = new Dictionary<string, string> { ["YELB_BENCH"] = Path.Combine(Repository.Output("bench/Yelb.Bench"), "Yelb.Bench") },
            },
            (line, _) => lines.Enqueue(line));

        // On a fresh machine it installs its tools first, after all that other tests install.
        var code = await bench.Exited.WaitAsync(TimeSpan.FromMinutes(15), TestContext.Current.CancellationToken);

        var text = string.Join('\n', lines);
        Assert.True(code == 0, text);
        Assert.Equal(4, lines.Count(line => line.EndsWith("in the database: good", StringComparison.Ordinal)));
    }
}
