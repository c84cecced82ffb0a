using System.Diagnostics;

namespace ProcessesAndTools.Tests;

/// <summary>Processes that the hosting starts.</summary>
public sealed class ChildProcessTests
{
    private static CancellationToken Cancelled => Patience.Token;

    [Fact]
    public async Task No_child_outlives_a_parent_that_is_killed_with_9()
    {
        var (parent, children) = await KilledParent.StartAsync(Cancelled);
        Assert.All(children, id => Assert.True(IsRunning(id)));

        parent.Kill();

        // The watcher gives those that do not heed their signal 2 seconds.
        for (var clock = Stopwatch.StartNew(); children.Any(IsRunning); await Task.Delay(50, Cancelled))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), "A child is still there after 10 s.");
        }

        parent.Dispose();
    }

    [Fact]
    public async Task Exit_code_and_all_output_come_even_where_a_grandchild_keeps_the_pipe_open()
    {
        var lines = new List<string>();
        var process = Start("seq 20000; echo bad >&2; sleep 20 & exit 7", line =>
        {
            lock (lines)
            {
                lines.Add(line);
            }
        });

        Assert.Equal(7, await process.Exited.WaitAsync(TimeSpan.FromSeconds(10), Cancelled));
        Assert.Equal(20001, lines.Count);
        Assert.Contains("bad", lines);
    }

    [Fact]
    public async Task One_that_does_not_heed_its_signal_is_killed_and_may_be_stopped_again()
    {
        var listens = new TaskCompletionSource();
        var process = Start("trap '' TERM; echo listening; while :; do sleep 0.1; done", _ => listens.TrySetResult());
        await listens.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancelled);

        await Task.WhenAll(process.StopAsync(Cancelled), process.StopAsync(Cancelled));
        await process.StopAsync(Cancelled);

        Assert.Equal(128 + 9, await process.Exited);
    }

    [Theory]
    [InlineData("no-such-tool-of-yelb")]
    [InlineData("/no/such/tool")]
    public void A_missing_executable_is_named_in_one_line(string name)
    {
        var failure = Assert.Throws<MachineException>(() => ChildProcess.Start(new() { FileName = name }, (_, _) => { }));

        Assert.Contains(name, failure.Message);
        Assert.DoesNotContain('\n', failure.Message);
    }

    private static ChildProcess Start(string script, Action<string> output) => ChildProcess.Start(
        new() { FileName = "sh", Arguments = ["-c", script], StopTimeout = TimeSpan.FromMilliseconds(300) },
        (line, _) => output(line));

    /// <summary>Whether it runs; one that has ended and that nobody has asked about is none.</summary>
    private static bool IsRunning(int id)
    {
        if (OperatingSystem.IsLinux())
        {
            return RunningProcess.Find(id) is not null;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
