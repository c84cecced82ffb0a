namespace Yelb.Bench.Faults;

/// <summary>
/// Whether what clients were told can be true of a number that each vote raises by one, durably and before its answer, and
/// that everybody reads as it is. Where and when that is in doubt (a vote without an answer, two operations at the same time)
/// the doubt speaks for Yelb.
/// </summary>
internal static class HistoryChecker
{
    /// <summary>
    /// How long after it was given up a vote may still count: yelb-ui waits 30 s for yelb-appserver, a frozen process goes on
    /// with what it has read, and TCP brings what a cut has held up.
    /// </summary>
    public static readonly TimeSpan Afterlife = TimeSpan.FromSeconds(30);

    /// <summary>What contradicts itself, the smallest history first; at most one of each kind for each restaurant.</summary>
    /// <param name="history">Of any number of restaurants, in any order. A number from which on each vote counts is that of a read before all else.</param>
    public static IReadOnlyList<Violation> Check(IEnumerable<Operation> history) =>
        [.. history.GroupBy(o => o.Restaurant).SelectMany(one => OfOne([.. one])).OrderBy(v => v.History.Count)];

    private static IEnumerable<Violation> OfOne(List<Operation> history)
    {
        var tries = history.Where(o => o is { Asked: Asked.Vote, Outcome: not Outcome.Refused }).ToLookup(o => o.Key);
        var keys = tries.Where(key => key.Key is not null).ToList();
        List<Operation> votes = [.. tries[null], .. keys.Select(AsOne)];
        var unknown = votes.Where(o => o.Outcome == Outcome.Unknown).ToList();
        var numbered = votes.Where(o => o.Outcome == Outcome.Acknowledged).ToList();
        List<Operation> told = [.. numbered, .. history.Where(o => o is { Asked: not Asked.Vote, Outcome: Outcome.Acknowledged })];

        Violation?[] found =
        [
            Differing("a key counts once, and is always told the same number", keys.Select(key => key.Where(o => o.Outcome == Outcome.Acknowledged).DistinctBy(o => o.Told))),
            Differing("each voter is told a number of his own", numbered.GroupBy(o => o.Told)),
            Falling(told),
            CountedUnasked.Find(told, unknown),
        ];
        return found.OfType<Violation>();
    }

    /// <summary>The tries of a vote with a key: it counted at some time from the first of them until the first answer.</summary>
    private static Operation AsOne(IEnumerable<Operation> tries)
    {
        var began = tries.Min(o => o.Began);
        return (tries.Where(o => o.Outcome == Outcome.Acknowledged).MinBy(o => o.Ended) ?? tries.MaxBy(o => o.Ended)!) with { Began = began };
    }

    private static Violation? Differing(string promise, IEnumerable<IEnumerable<Operation>> alike) =>
        alike.Select(group => group.Take(2).ToList()).FirstOrDefault(two => two.Count == 2) is { } both ? new(promise, both) : null;

    /// <summary>Who is told fewer than was told to somebody before he asked; what is shown live is compared with what was shown to the same client.</summary>
    private static Violation? Falling(List<Operation> told)
    {
        var ended = new Queue<Operation>(told.OrderBy(o => o.Ended));
        var shown = new Dictionary<int, Operation>();
        Operation? most = null;
        foreach (var next in told.OrderBy(o => o.Began))
        {
            while (ended.TryPeek(out var earlier) && earlier.Ended < next.Began)
            {
                most = ended.Dequeue() is var one && one.Told > (most?.Told ?? long.MinValue) ? one : most;
            }

            var before = next.Asked == Asked.Watch ? shown.GetValueOrDefault(next.Client) : most;
            if (before is not null && next.Told < before.Told + (next.Asked == Asked.Vote ? 1 : 0))
            {
                return new(
                    next.Asked == Asked.Vote ? "the numbers told to voters rise"
                    : before.Asked == Asked.Vote ? "no acknowledged vote is lost"
                    : "nobody sees fewer votes than were seen before",
                    [before, next]);
            }

            if (next.Asked == Asked.Watch)
            {
                shown[next.Client] = next;
            }
        }

        return null;
    }
}
