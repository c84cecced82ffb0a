namespace Yelb.Bench.Faults;

/// <summary>What somebody asked about the votes of a restaurant, and what he was told.</summary>
/// <param name="Client">Who, by number.</param>
/// <param name="Asked">What.</param>
/// <param name="Restaurant">Whose votes.</param>
/// <param name="Key">The <c>Idempotency-Key</c> of a vote; null where it has none, and of all that is no vote.</param>
/// <param name="Began">When it was sent, since the run began; of what was watched, when it came.</param>
/// <param name="Ended">When the answer was there, or was given up.</param>
/// <param name="Outcome">What is known of it.</param>
/// <param name="Told">The number of votes in the answer; 0 where it is not <see cref="Outcome.Acknowledged"/>.</param>
internal sealed record Operation(
    int Client, Asked Asked, string Restaurant, string? Key, TimeSpan Began, TimeSpan Ended, Outcome Outcome, long Told = 0)
{
    public override string ToString() => FormattableString.Invariant(
        $"{Began.TotalSeconds,9:0.0000} to {Ended.TotalSeconds:0.0000} s  client {Client,2} {Verb} {Restaurant}{(Key is null ? "" : $" with key {Key}")}: {(Outcome == Outcome.Acknowledged ? $"{Told}" : Outcome == Outcome.Unknown ? "no answer" : "refused")}");

    private string Verb => Asked switch { Asked.Vote => "votes for", Asked.Read => "reads", _ => "is shown" };
}

/// <summary>What can be asked.</summary>
internal enum Asked
{
    /// <summary>One of the tries of a vote, if it has a key.</summary>
    Vote,

    /// <summary>The votes of this moment.</summary>
    Read,

    /// <summary>An event of a live stream, which may be a little old when it comes.</summary>
    Watch,
}

/// <summary>What the one who asked knows.</summary>
internal enum Outcome
{
    /// <summary>Answered, with a number.</summary>
    Acknowledged,

    /// <summary>Answered that it was not carried out.</summary>
    Refused,

    /// <summary>Answered otherwise, or not at all: a vote may count, and may do so later.</summary>
    Unknown,
}
