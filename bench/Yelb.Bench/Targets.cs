namespace Yelb.Bench;

/// <summary>What is to be reached.</summary>
/// <param name="What">What is measured, against what.</param>
/// <param name="Measured">The measured values.</param>
/// <param name="Limit">The target.</param>
/// <param name="AtLeast">Whether the target is the least or the most.</param>
/// <param name="Details">The absolute numbers behind a ratio.</param>
internal sealed record Target(string What, Spread Measured, double Limit, bool AtLeast, string Details)
{
    public bool IsMet => AtLeast ? Measured.Median >= Limit : Measured.Median <= Limit;
}

/// <summary>The targets of the loads that <see cref="Rounds"/> measures.</summary>
internal static class Targets
{
    public static IEnumerable<Target> Of(Measurements all)
    {
        yield return Throughput(Rounds.Votes64, Rounds.PgBench64, 8);
        yield return Throughput(Rounds.KeyedVotes64, Rounds.PgBench64, 12);
        yield return Throughput(Rounds.KeyedVotesThroughUi, Rounds.PgBench64, 8);
        yield return Throughput(Rounds.Votes16, Rounds.PgBench16, 3);
        yield return Throughput(Rounds.GetVotes, Rounds.Smallest, 0.6);
        yield return Throughput(Rounds.GetStats, Rounds.Smallest, 0.5);
        yield return Throughput(Rounds.GetVotesThroughUi, Rounds.GetVotes, 0.5);
        yield return Throughput(Rounds.Page, Rounds.Smallest, 0.25);
        yield return new(
            $"median of {Rounds.LoneVote} / {Rounds.LoneStatement}",
            all.Ratio(Rounds.LoneVote, Rounds.LoneStatement, load => load.Median),
            1.2,
            AtLeast: false,
            FormattableString.Invariant($"{all.Of(Rounds.LoneVote, l => l.Median).Median:N0} / {all.Of(Rounds.LoneStatement, l => l.Median).Median:N0} µs"));
        foreach (var path in new[] { Rounds.Votes64, Rounds.KeyedVotesThroughUi, Rounds.GetVotes, Rounds.GetStats, Rounds.GetVotesThroughUi, Rounds.Page })
        {
            yield return new(
                $"p99 / median of {path}",
                all.Of(path, load => load.P99 / load.Median),
                10,
                AtLeast: false,
                FormattableString.Invariant($"{all.Of(path, l => l.P99).Median / 1000:N1} / {all.Of(path, l => l.Median).Median / 1000:N1} ms"));
        }

        Target Throughput(string path, string against, double atLeast) => new(
            $"{path} / {against}",
            all.Ratio(path, against, load => load.PerSecond),
            atLeast,
            AtLeast: true,
            FormattableString.Invariant($"{all.Of(path, l => l.PerSecond).Median:N0} / {all.Of(against, l => l.PerSecond).Median:N0} a second"));
    }
}
