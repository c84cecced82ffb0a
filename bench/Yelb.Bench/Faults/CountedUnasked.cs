namespace Yelb.Bench.Faults;

/// <summary>
/// A number that was counted and told to no voter has to be that of a vote without an answer. Each such vote counts once, and
/// between its sending and the end of its <see cref="HistoryChecker.Afterlife"/>; each such number was reached between the
/// last that was told less and the first that was told as much. What is left over was counted twice, or for nobody.
/// </summary>
internal static class CountedUnasked
{
    public static Violation? Find(List<Operation> told, List<Operation> unknown)
    {
        // Both ends of these spans only rise with the number, so it is enough to give each the vote that expires first.
        var taken = new Dictionary<long, (Span Span, Operation Vote)>();
        var waiting = new Queue<Operation>(unknown.OrderBy(o => o.Began));
        var free = new PriorityQueue<Operation, TimeSpan>();
        foreach (var (number, span) in Spans(told))
        {
            while (waiting.TryPeek(out var next) && next.Began <= span.Until.Ended)
            {
                free.Enqueue(waiting.Dequeue(), next.Ended);
            }

            while (free.TryPeek(out var oldest, out _) && !span.Has(oldest))
            {
                free.Dequeue();
            }

            if (!free.TryDequeue(out var vote, out _))
            {
                return Explain(span, taken, unknown);
            }

            taken.Add(number, (span, vote));
        }

        return null;
    }

    /// <summary>The numbers that no voter was told, rising, and when each was reached.</summary>
    private static IEnumerable<(long Number, Span Span)> Spans(List<Operation> told)
    {
        // Before the first number that was true when it was told, there is nothing to compare with.
        var rising = told.OrderBy(o => o.Told).ThenBy(o => o.Asked).SkipWhile(o => o.Asked == Asked.Watch).ToList();
        if (rising.Count == 0)
        {
            yield break;
        }

        var until = new Operation[rising.Count];
        for (var i = rising.Count - 1; i >= 0; i--)
        {
            until[i] = i + 1 < rising.Count && until[i + 1].Ended < rising[i].Ended ? until[i + 1] : rising[i];
        }

        Operation? from = null;
        var last = rising[0].Asked == Asked.Vote ? rising[0].Told - 1 : rising[0].Told;
        for (var i = 0; i < rising.Count; i++)
        {
            var own = rising[i].Asked == Asked.Vote ? 1 : 0;
            for (var number = last + 1; number <= rising[i].Told - own; number++)
            {
                yield return (number, new(from, until[i]));
            }

            // What is shown live was true at a time that nobody knows.
            from = rising[i].Asked != Asked.Watch && (from is null || rising[i].Began > from.Began) ? rising[i] : from;
            last = Math.Max(last, rising[i].Told);
        }
    }

    /// <summary>The numbers among which votes would have to be exchanged, and all votes that any of them may be: fewer than the numbers.</summary>
    private static Violation Explain(Span left, Dictionary<long, (Span Span, Operation Vote)> taken, List<Operation> unknown)
    {
        var spans = new List<Span> { left };
        var votes = new HashSet<Operation>();
        for (var i = 0; i < spans.Count; i++)
        {
            var reached = unknown.Where(vote => spans[i].Has(vote) && votes.Add(vote)).ToHashSet();
            spans.AddRange(taken.Values.Where(t => reached.Contains(t.Vote)).Select(t => t.Span));
        }

        return new(
            FormattableString.Invariant($"a vote counts once, and nothing else does: {spans.Count} numbers told to nobody are those of votes without an answer ({votes.Count} may be)"),
            [.. spans.SelectMany(span => new[] { span.From, span.Until }).OfType<Operation>().Concat(votes).Distinct()]);
    }

    /// <summary>From the sending of the one until the answer of the other.</summary>
    private sealed record Span(Operation? From, Operation Until)
    {
        public bool Has(Operation vote) => vote.Began <= Until.Ended && (From is null || vote.Ended + HistoryChecker.Afterlife >= From.Began);
    }
}
