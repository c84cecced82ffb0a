using CsCheck;
using Yelb.Bench.Faults;
using static Yelb.Tests.Bench.RandomHistory;

namespace Yelb.Tests.Bench;

/// <summary>The checker of <c>bench/run --faults</c>: what can be true passes, and what a broken promise leaves is found, in few operations.</summary>
public sealed class HistoryCheckerTests
{
    [Fact]
    public void A_history_that_keeps_the_promises_passes() =>
        RandomHistory.Of(Fate.Lost).Sample(history => Assert.Empty(HistoryChecker.Check(history.Play())));

    [Fact]
    public void A_vote_that_is_acknowledged_and_not_committed_is_found() =>
        WithVote(Fate.Answered).Sample((history, lost) =>
        {
            var played = history.Play(
                adds: e => e.Counts && e != lost ? 1 : 0,
                tells: (e, count) => e == lost ? count + 1 : count);

            Assert.Equal(2, Smallest(played).History.Count);
        });

    [Fact]
    public void A_vote_that_is_counted_twice_is_found() =>
        WithVote(Fate.Answered).Sample((history, twice) =>
        {
            // Its voter is told the second number, or the first.
            for (var less = 0; less < 2; less++)
            {
                var played = history.Play(
                    adds: e => e == twice ? 2 : e.Counts ? 1 : 0,
                    tells: (e, count) => e == twice ? count - less : count);

                Assert.InRange(Smallest(played).History.Count, 1, 2);
            }
        });

    [Fact]
    public void A_vote_counted_twice_is_found_beside_votes_without_an_answer_that_all_count() =>
        WithVote(Fate.CountedWithoutAnswer).Sample((history, twice) =>
            Assert.NotEmpty(HistoryChecker.Check(history.Play(adds: e => e == twice ? 2 : e.Counts ? 1 : 0))));

    [Fact]
    public void A_read_of_what_was_before_is_found() =>
        WithVote(Fate.Lost).Sample((history, vote) =>
        {
            var number = history.CountAt(vote);
            var last = history.Events[^1];

            Assert.Equal(2, Smallest(history.Play(tells: (e, count) => e == last ? number - 1 : count)).History.Count);
        });

    [Fact]
    public void A_key_that_is_told_another_number_is_found()
    {
        Operation[] history = [Read(0, 0), Vote(1, "k", 1), Vote(2, null, 2), Vote(3, "k", 3)];

        Assert.Equal([history[1], history[3]], Smallest(history).History);
    }

    [Fact]
    public void A_live_stream_may_be_late_and_never_goes_back()
    {
        Operation[] late = [Read(0, 0), Vote(1, null, 1), Watch(2, 0), Watch(3, 1)];

        Assert.Empty(HistoryChecker.Check(late));
        Assert.Equal(2, Smallest([.. late, Watch(4, 0)]).History.Count);
    }

    [Fact]
    public void A_vote_without_an_answer_counts_once_at_most_and_not_for_ever()
    {
        Operation[] history = [Read(0, 0), Vote(1, null, told: null), Read(2, 1)];

        Assert.Empty(HistoryChecker.Check(history));
        Assert.Equal(3, Smallest([.. history, Read(3, 2)]).History.Count(o => o.Asked == Asked.Read));
        Assert.Equal(2, Smallest([Read(0, 0), Vote(1, null, told: null), Read(100, 0), Read(101, 1)]).History.Count);
    }

    private static Violation Smallest(IEnumerable<Operation> history) => HistoryChecker.Check(history) is [var smallest, ..] ? smallest : throw new Xunit.Sdk.XunitException("nothing was found");

    /// <summary>A history, and one of its votes that were answered.</summary>
    private static Gen<(RandomHistory History, Event Vote)> WithVote(Fate most) =>
        from history in RandomHistory.Of(most).Where(h => h.Events.Any(e => e.IsAnsweredVote))
        from number in Gen.Int[0, history.Events.Count(e => e.IsAnsweredVote) - 1]
        select (history, history.Events.Where(e => e.IsAnsweredVote).ElementAt(number));

    private static Operation Read(int at, long told) => new(1, Asked.Read, "ihop", null, TimeSpan.FromSeconds(at), TimeSpan.FromSeconds(at), Outcome.Acknowledged, told);

    private static Operation Watch(int at, long told) => Read(at, told) with { Client = 2, Asked = Asked.Watch };

    private static Operation Vote(int at, string? key, long? told) =>
        Read(at, told ?? 0) with { Asked = Asked.Vote, Key = key, Outcome = told is null ? Outcome.Unknown : Outcome.Acknowledged };
}
