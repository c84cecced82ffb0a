namespace Yelb.Voting;

/// <summary>One of several votes in one request, each with a key of its own.</summary>
/// <param name="Restaurant">The name of the restaurant.</param>
/// <param name="Key">The value of an <c>Idempotency-Key</c> header.</param>
public sealed record KeyedVote(string Restaurant, string Key);
