using Yelb.Voting;

namespace Yelb.Web.Pages;

/// <summary>What became of a vote.</summary>
/// <param name="Restaurant">The restaurant voted for.</param>
/// <param name="Key">The form's idempotency key. Where the vote may be counted with it the next form carries it again, so that voting again counts once.</param>
/// <param name="Outcome">Whether it is counted.</param>
public sealed record VoteAnswer(Restaurant Restaurant, Guid Key, VoteOutcome Outcome);

/// <summary>Whether a vote is counted.</summary>
public enum VoteOutcome
{
    /// <summary>The application server confirmed it.</summary>
    Counted,

    /// <summary>Nobody knows: it may have been counted and the answer lost.</summary>
    Unconfirmed,

    /// <summary>It was not counted, because its key was used for a vote for another restaurant.</summary>
    KeyUsed,

    /// <summary>It was not passed on, because too many requests came from the same network.</summary>
    Refused,
}
