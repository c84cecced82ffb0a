using System.Diagnostics;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Services;

namespace Yelb.Bench.Faults;

/// <summary>Rounds of votes and reads in each of which something is broken and healed again, and all that was told is checked.</summary>
internal sealed class FaultRun(PublishedYelb yelb, int seed)
{
    // What docs/operations.md says of the time after there is a primary that takes writes.
    private static readonly TimeSpan _withNewPrimary = TimeSpan.FromSeconds(5);

    private readonly FaultDeck _deck = new(seed);
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    // What may still count of the rounds before.
    private List<Operation> _unknown = [];

    /// <summary>So many rounds, each as short as it can be.</summary>
    /// <returns>Whether every promise was kept.</returns>
    public async Task<bool> RoundsAsync(int rounds)
    {
        var good = true;
        for (var round = 1; round <= rounds; round++)
        {
            good &= await RoundAsync($"round {round} of {rounds}", TimeSpan.Zero, readers: 4);
        }

        return good;
    }

    /// <summary>A round a minute; what processes hold in the end is compared with what they held after the first minute.</summary>
    /// <returns>Whether every promise was kept, and nothing has grown.</returns>
    public async Task<bool> MinutesAsync(int minutes)
    {
        var good = true;
        IReadOnlyDictionary<string, ProcessUse>? before = null;
        for (var minute = 1; minute <= minutes; minute++)
        {
            good &= await RoundAsync($"minute {minute} of {minutes}", TimeSpan.FromMinutes(1), readers: 32);
            before ??= ProcessUse.Of(yelb.Stack);
        }

        foreach (var (service, after) in ProcessUse.Of(yelb.Stack))
        {
            var hasGrown = after.HasGrownSince(before![service]);
            good &= !hasGrown;
            Console.WriteLine($"{service}, a task: {before[service]} after the first minute, {after} after the last: {(hasGrown ? "GROWN" : "good")}");
        }

        return good;
    }

    /// <exception cref="RehearsalException">Yelb did not come back.</exception>
    private async Task<bool> RoundAsync(string name, TimeSpan least, int readers)
    {
        var began = _clock.Elapsed;
        var hold = _deck.Time(0.5, 4);
        var fault = _deck.Draw((service, number) => yelb.Stack.Find(service).Tasks.Where(t => t.State == EcsTaskState.Running).ToList() is var running ? running[number % running.Count].Id : "");
        using var crowd = new Crowd(yelb.Stack.PublicAddress!, _clock, _unknown, readers);
        await using var commands = new FaultCommands(yelb.Stack);
        Exception? end = null;
        try
        {
            await crowd.BeginAsync();
            await Task.Delay(_deck.Time(0.2, 1));
            await commands.RunAsync(fault);
            await Task.Delay(hold);
            await commands.RunAsync("heal");
            if (fault.StartsWith("demote ", StringComparison.Ordinal))
            {
                await crowd.GoesOnAsync(_withNewPrimary);
            }

            await yelb.SteadyAsync();
            await crowd.AcknowledgedAsync(more: 100);
            if (began + least - _clock.Elapsed is { Ticks: > 0 } left)
            {
                await Task.Delay(left);
            }

            await crowd.EndAsync();
        }
        catch (Exception e) when (e is TimeoutException or RehearsalException)
        {
            // What was told until then still has to be true.
            end = e;
        }

        var history = crowd.History.ToList();
        var violations = HistoryChecker.Check(history);
        _unknown = [.. history.Where(o => o is { Asked: Asked.Vote, Key: null, Outcome: Outcome.Unknown } && o.Ended + HistoryChecker.Afterlife > _clock.Elapsed)];
        var votes = history.Where(o => o.Asked == Asked.Vote && o.Began >= began).CountBy(o => o.Outcome).ToDictionary();
        Console.WriteLine(FormattableString.Invariant($"{name}, {fault} for {hold.TotalSeconds:0.0} s: {votes.GetValueOrDefault(Outcome.Acknowledged)} votes acknowledged, {votes.GetValueOrDefault(Outcome.Unknown)} without an answer, {history.Count(o => o.Asked != Asked.Vote)} numbers read: {(violations.Count == 0 ? "good" : "WRONG")}"));
        foreach (var violation in violations)
        {
            Console.WriteLine($"  {violation}");
        }

        return end is null ? violations.Count == 0 : throw new RehearsalException($"{name}, {fault}: {end.Message}", end);
    }
}
