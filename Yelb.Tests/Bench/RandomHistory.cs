using CsCheck;
using Yelb.Bench.Faults;

namespace Yelb.Tests.Bench;

/// <summary>
/// Histories of one restaurant as a Yelb that keeps its promises makes them: each operation takes effect at one moment between
/// its beginning and its end, and what is told is true at that moment. All begin and end with a read.
/// </summary>
internal sealed class RandomHistory
{
    private static readonly TimeSpan _end = TimeSpan.FromMinutes(5);

    private RandomHistory(IReadOnlyList<Event> events) => Events = events;

    /// <summary>In the order in which they take effect.</summary>
    public IReadOnlyList<Event> Events { get; }

    /// <summary>What clients record, with what an unfaithful Yelb does.</summary>
    /// <param name="adds">How many votes are counted for an event that is a vote.</param>
    /// <param name="tells">What an event is told where the count is this.</param>
    public IReadOnlyList<Operation> Play(Func<Event, int>? adds = null, Func<Event, long, long>? tells = null)
    {
        var count = 0L;
        var told = new Dictionary<Event, long>();
        foreach (var e in Events)
        {
            count += adds?.Invoke(e) ?? (e.Counts ? 1 : 0);
            told[e] = tells?.Invoke(e, count) ?? count;
        }

        return [.. Events.SelectMany(e => e.Operations(told[e]))];
    }

    /// <summary>How many votes were counted right after an event.</summary>
    public long CountAt(Event e) => Events.TakeWhile(earlier => earlier != e).Append(e).Count(one => one.Counts);

    /// <param name="most">What may become of a vote: as far as this.</param>
    public static Gen<RandomHistory> Of(Fate most) =>
        Gen.Select(
            Gen.Enum<Asked>(), Gen.Int[0, 9], Gen.Int[0, 60], Gen.Int[0, 30], Gen.Int[0, 30], Gen.Int[1, 4], Gen.Int[0, (int)most], Gen.Bool)
        .Select((asked, client, at, before, after, tries, outcome, hasKey) => new Event(
            asked, client, Seconds(at), Seconds(at - before), Seconds(at + after), asked == Asked.Vote && hasKey ? tries : 1,
            asked == Asked.Vote ? (Fate)outcome : Fate.Answered, hasKey))
        .Array[0, 30].Select(events => new RandomHistory([Read(TimeSpan.Zero), .. events.OrderBy(e => e.At), Read(_end)]));

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(60 + seconds);

    private static Event Read(TimeSpan at) => new(Asked.Read, 99, at, at, at, 1, Fate.Answered, HasKey: false);

    /// <summary>What becomes of a vote.</summary>
    internal enum Fate
    {
        Answered,
        CountedWithoutAnswer,
        Lost,
    }

    /// <summary>An operation, or all tries of a vote with a key.</summary>
    internal sealed record Event(Asked Asked, int Client, TimeSpan At, TimeSpan Began, TimeSpan Ended, int Tries, Fate Fate, bool HasKey)
    {
        private readonly string _key = Guid.NewGuid().ToString("N")[..6];

        public bool Counts => Asked == Asked.Vote && Fate != Fate.Lost;

        public bool IsAnsweredVote => Asked == Asked.Vote && Fate == Fate.Answered;

        /// <summary>Earlier tries had no answer, as the last one where it is not answered; what is shown live is seen when it is over.</summary>
        public IEnumerable<Operation> Operations(long told) => Asked == Asked.Watch
            // Each its own client: those of one are in order by themselves only if their moments are.
            ? [new(1000 + GetHashCode(), Asked, "ihop", null, Ended, Ended, Outcome.Acknowledged, told)]
            : Enumerable.Range(1, Tries).Select(one => new Operation(
                Client, Asked, "ihop", Asked == Asked.Vote && HasKey ? _key : null,
                Began, one < Tries ? Began : Ended,
                one < Tries || Fate != Fate.Answered ? Outcome.Unknown : Outcome.Acknowledged,
                one < Tries || Fate != Fate.Answered ? 0 : told));
    }
}
