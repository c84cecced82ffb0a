using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Yelb.Api.Stores;
using Yelb.Voting;

namespace Yelb.Api.Http;

/// <summary>What a vote of several in a request would have been answered by itself: a status, and one of the two.</summary>
internal sealed record KeyedAnswer(
    int Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] VoteCount? Vote,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ProblemDetails? Problem);

/// <summary>The votes of several voters by one request, as yelb-ui sends those that wait at the same moment.</summary>
internal static class SharedVotesApi
{
    private const int MaxVotes = Batcher<KeyedVote, KeyedAnswer>.MaxBatch;

    public static void MapSharedVotesApi(this IEndpointRouteBuilder app) => app.MapPost("/api/ballots", CastAllAsync)
        .WithMetadata(new LongBody(MaxVotes * 512))
        .WithTags("Votes")
        .WithSummary("Votes for several voters at once; answered when all are committed, each with its own status")
        .WithDescription($"1 to {MaxVotes} votes, each with a key, which counts once within 24 hours. The answers are in the order of the votes.")
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<KeyedAnswer[]>, ProblemHttpResult>> CastAllAsync(KeyedVote[] asked, Votes votes)
    {
        if (asked.Length is 0 or > MaxVotes)
        {
            return Problems.InvalidNumberOfVotes(MaxVotes);
        }

        return TypedResults.Ok(await Task.WhenAll(asked.Select(vote => CastAsync(vote, votes))));
    }

    private static async Task<KeyedAnswer> CastAsync(KeyedVote asked, Votes votes)
    {
        if (Restaurant.Find(asked.Restaurant) is not { } restaurant)
        {
            return Refused(Problems.UnknownRestaurant(asked.Restaurant));
        }

        if (!IdempotencyKey.TryParse(asked.Key, out var key))
        {
            return Refused(Problems.InvalidKey());
        }

        try
        {
            var vote = await votes.CastAsync(restaurant, key);
            return vote.Restaurant == restaurant
                ? new(StatusCodes.Status201Created, new(restaurant.Name, vote.Count), null)
                : Refused(Problems.ReusedKey(vote.Restaurant));
        }
        catch (StoreUnavailableException e)
        {
            return Refused(Problems.Unavailable(e));
        }
        catch (StoreRefusedException)
        {
            // Of this restaurant alone.
            return Refused(TypedResults.Problem(statusCode: StatusCodes.Status500InternalServerError));
        }
    }

    private static KeyedAnswer Refused(ProblemHttpResult problem) => new(problem.StatusCode, null, problem.ProblemDetails);

    /// <summary>A body that is read, unlike those of all other routes; bytes.</summary>
    private sealed record LongBody(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
