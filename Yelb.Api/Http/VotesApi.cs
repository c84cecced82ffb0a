using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Yelb.Api.Stores;
using Yelb.Voting;

namespace Yelb.Api.Http;

/// <summary>All restaurants' votes, and their sum.</summary>
internal sealed record VoteCounts(VoteCount[] Votes, long Total)
{
    public static VoteCounts Of(VoteCount[] counts) => new(counts, counts.Sum(count => count.Value));
}

/// <summary>Votes in the clean API: a safe GET to read, a POST to vote.</summary>
internal static class VotesApi
{
    private static readonly string[] _getOrHead = [HttpMethods.Get, HttpMethods.Head];

    public static void MapVotesApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/votes").WithTags("Votes")
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        api.MapMethods("", _getOrHead, CountAllAsync)
            .WithSummary("The votes for each restaurant and their total");
        api.MapMethods("/{restaurant}", _getOrHead, CountAsync)
            .WithSummary("The votes for one restaurant")
            .WithDescription(
                $"With the query key, the {IdempotencyKey.Header} of a vote: the count right after that vote, or 404 where none "
                + "was counted for the restaurant with that key within 24 hours.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/{restaurant}", CastAsync).RefuseSeveralKeys()
            .WithSummary("Votes for a restaurant; answered with its new count when the vote is committed")
            .WithDescription(
                $"With the header {IdempotencyKey.Header} (1 to 128 printable ASCII characters) the same key counts "
                + "once within 24 hours and is always answered with the count of the first time.")
            .Produces<VoteCount>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<Ok<VoteCounts>> CountAllAsync(Votes votes) =>
        TypedResults.Ok(VoteCounts.Of(await votes.CountAsync()));

    private static async Task<Results<Ok<VoteCount>, ProblemHttpResult>> CountAsync(string restaurant, string? key, Votes votes)
    {
        if (Restaurant.Find(restaurant) is not { } found)
        {
            return Problems.UnknownRestaurant(restaurant);
        }

        if (key is null)
        {
            return TypedResults.Ok((await votes.CountAsync()).Single(count => count.Name == found.Name));
        }

        if (!IdempotencyKey.TryParse(key, out var parsed))
        {
            return Problems.InvalidKey();
        }

        return await votes.FindAsync(parsed) is { } vote && vote.Restaurant == found
            ? TypedResults.Ok(new VoteCount(found.Name, vote.Count))
            : Problems.UnknownVote(found);
    }

    private static async Task<IResult> CastAsync(
        string restaurant, [FromHeader(Name = IdempotencyKey.Header)] string? key, Votes votes) =>
        Restaurant.Find(restaurant) is { } found
            ? await VoteRequest.CastAsync(found, key, votes, vote => TypedResults.Created(
                $"/api/votes/{found}", new VoteCount(found.Name, vote.Count)))
            : Problems.UnknownRestaurant(restaurant);
}
