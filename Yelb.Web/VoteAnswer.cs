namespace Yelb.Web;

/// <summary>What became of a vote.</summary>
/// <param name="Restaurant">The restaurant voted for.</param>
/// <param name="Key">The form's idempotency key.</param>
/// <param name="Counted">
/// Whether the application server confirmed it. False says that nobody knows: it may have been counted and the answer lost.
/// The next form carries the same key then, so voting again counts it once in either case.
/// </param>
public sealed record VoteAnswer(Restaurant Restaurant, Guid Key, bool Counted);
