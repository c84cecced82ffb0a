using System.Collections.Concurrent;
using EcsServiceConnect.Rehearsal.Tests;
using ProcessesAndTools;

namespace Yelb.Tests.Bench;

/// <summary>A few rounds of <c>bench/run --faults</c>.</summary>
public sealed class FaultRunTests
{
    [Fact(Explicit = true, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused), Trait("Run", "by hand")]
    public async Task What_voters_and_readers_are_told_stays_true_while_something_is_broken()
    {
        const int Rounds = 4;
        var lines = new ConcurrentQueue<string>();
        var bench = ChildProcess.Start(
            new ChildProcessSpec
            {
                FileName = Path.Combine(Repository.Output("bench/Yelb.Bench"), "Yelb.Bench"),
                Arguments = ["--faults", "--rounds", $"{Rounds}"],
            },
            (line, _) => lines.Enqueue(line));

        // A first publish of the projects takes most of it.
        var code = await bench.Exited.WaitAsync(TimeSpan.FromMinutes(10), TestContext.Current.CancellationToken);

        Assert.True(code == 0, string.Join('\n', lines));
        Assert.Equal(Rounds, lines.Count(line => line.EndsWith(": good", StringComparison.Ordinal)));
    }
}
