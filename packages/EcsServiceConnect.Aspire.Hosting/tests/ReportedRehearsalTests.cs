using Aspire.Hosting;
using EcsServiceConnect.Hosting.Rehearsing;
using EcsServiceConnect.Rehearsal.Contract;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Tests;

/// <summary>What the step makes of the lines that the rehearsal's program reports.</summary>
public sealed class ReportedRehearsalTests
{
    private static readonly ReportLine[] _lines =
    [
        new(ReportKind.Note, "logs are in /tmp/logs"),
        new(ReportKind.Event, "    0.1 s  yelb-ui/1             running"),
        new(ReportKind.Check, "", new CheckResult("votes are counted", true, "1 2")),
    ];

    private readonly Lines _log = new();

    private static CancellationToken Cancelled => Patience.Token;

    [Fact]
    public async Task Each_check_is_a_line_and_the_sum_is_the_result()
    {
        var sum = await RunAsync(0, [.. _lines, new(ReportKind.Warning, "two tasks write one volume"), new(ReportKind.Sum, "1 of 1 checks passed")]);

        Assert.Equal("1 of 1 checks passed", sum);
        Assert.Contains("ok    votes are counted", _log.ToString(), StringComparison.Ordinal);
        Assert.Contains("two tasks write one volume", _log.ToString(), StringComparison.Ordinal);
        Assert.Contains("logs are in /tmp/logs", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Those_that_failed_are_repeated_in_the_end()
    {
        var fault = await Assert.ThrowsAsync<DistributedApplicationException>(() => RunAsync(
            1, [.. _lines, new(ReportKind.Check, "", new CheckResult("page / through the load balancer", false, "answers 503")), new(ReportKind.Sum, "1 of 2 checks passed")]));

        Assert.Equal(
            $"The rehearsal of 'yelb' found faults, 1 of 2 checks passed:{Environment.NewLine}page / through the load balancer: answers 503", fault.Message);
        Assert.Contains("page / through the load balancer: answers 503", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rehearsal_that_can_not_begin_gives_its_own_reason()
    {
        string[] arguments = [Path.Combine(Repository.Output("packages/EcsServiceConnect.Rehearsal/src"), "EcsServiceConnect.Rehearsal.dll"), "--template", "t", "--map", "m", "--check", "--speed", "none"];

        var fault = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => new ReportedRehearsal("yelb", _log).RunAsync(Path.Combine(DotnetRoot.Folder, "dotnet"), arguments, Cancelled));

        Assert.Equal(
            "The rehearsal of 'yelb' ended with exit code 1: --speed none is no number from 1 to 100: how many of AWS's seconds pass in one of ours.", fault.Message);
    }

    private Task<string> RunAsync(int exitCode, IReadOnlyList<ReportLine> lines) => new ReportedRehearsal("yelb", _log).RunAsync(
        "/bin/sh", ["-c", $"cat <<'END'\n{string.Join('\n', lines)}\nEND\nexit {exitCode}"], Cancelled);
}
