using Yelb.Api.Stores;
using Yelb.Voting;

namespace Yelb.Api.Http;

/// <summary>A request to vote, which both APIs take alike and answer each in its own way.</summary>
internal static class VoteRequest
{
    /// <summary>
    /// Two keys would be bound as one, joined by a comma, and a client that sends one of them alone the next time would vote
    /// twice.
    /// </summary>
    public static RouteHandlerBuilder RefuseSeveralKeys(this RouteHandlerBuilder endpoint) => endpoint
        .AddEndpointFilter((context, next) => context.HttpContext.Request.Headers[IdempotencyKey.Header].Count > 1
            ? ValueTask.FromResult<object?>(Problems.SeveralKeys())
            : next(context))
        .ProducesProblem(StatusCodes.Status400BadRequest);

    /// <summary><paramref name="keyHeader"/> is the value of <c>Idempotency-Key</c>, null without that header.</summary>
    public static async Task<IResult> CastAsync(
        Restaurant restaurant, string? keyHeader, Votes votes, Func<Vote, IResult> answer)
    {
        IdempotencyKey? key = null;
        if (keyHeader is not null && !IdempotencyKey.TryParse(keyHeader, out key))
        {
            return Problems.InvalidKey();
        }

        var vote = await votes.CastAsync(restaurant, key);
        return vote.Restaurant == restaurant ? answer(vote) : Problems.ReusedKey(vote.Restaurant);
    }
}
