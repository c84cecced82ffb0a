using System.Diagnostics;
using System.Net.Sockets;
using EcsServiceConnect.Rehearsal.Checking;
using EcsServiceConnect.Rehearsal.Contract;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>How long checks may take, whatever they wait for.</summary>
public sealed class BoundedChecksTests
{
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _long = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task What_waits_for_ever_is_red_and_the_others_come_to_their_turn()
    {
        using var checks = new BoundedChecks(_long, Patience.Token);
        Assert.Equal(new("deaf", false, "no result in 0 s"), await checks.RunAsync("deaf", _short, _ => new TaskCompletionSource<CheckResult>().Task));
        Assert.Equal(new("cut", false, "broken"), await checks.RunAsync("cut", _long, _ => throw new InvalidOperationException("broken")));
        Assert.Equal(new("gone", false, "a task that it needs ended meanwhile"), await checks.RunAsync("gone", _long, _ => throw new SocketException((int)SocketError.NetworkDown)));
        Assert.Equal(new("well", true, "so"), await checks.RunAsync("well", _long, _ => Task.FromResult(new CheckResult("well", true, "so"))));
    }

    [Fact]
    public async Task All_together_end_in_time()
    {
        var clock = Stopwatch.StartNew();
        using var checks = new BoundedChecks(_short, Patience.Token);

        Assert.StartsWith("not checked to its end", (await checks.RunAsync("deaf", _long, end => WaitAsync(end))).Detail, StringComparison.Ordinal);
        Assert.StartsWith("not checked to its end", (await checks.RunAsync("late", _long, _ => Task.FromResult(new CheckResult("late", true, "")))).Detail, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Who_gives_up_gets_no_result()
    {
        using var ending = new CancellationTokenSource();
        using var checks = new BoundedChecks(_long, ending.Token);
        var check = checks.RunAsync("deaf", _long, WaitAsync);

        await ending.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => check);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => checks.RunAsync("late", _long, WaitAsync));
    }

    private static async Task<CheckResult> WaitAsync(CancellationToken end)
    {
        await Task.Delay(Timeout.Infinite, end);
        return new("", true, "");
    }
}
