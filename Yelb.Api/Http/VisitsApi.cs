using Microsoft.AspNetCore.Http.HttpResults;
using Yelb.Api.Stores;
using Yelb.Voting;

namespace Yelb.Api.Http;

/// <summary>What a visitor sees on the page: the host name of the server that answered, the votes, and the page views with his own.</summary>
internal sealed record Visit(string Hostname, VoteCount[] Votes, long Pageviews);

/// <summary>Visits of the page, by one request for all that it shows: it is what yelb-ui asks for most.</summary>
internal static class VisitsApi
{
    /// <summary>As many visitors as share a page of yelb-ui at most.</summary>
    private const int MaxCount = Batcher<int, long>.MaxBatch;

    public static void MapVisitsApi(this IEndpointRouteBuilder app) => app.MapPost("/api/visits", CountAsync)
        .WithTags("Page views").RefuseIdempotencyKey()
        .WithSummary("Counts a page view; answered with the new number of them, the votes for each restaurant and the host name of the server")
        .WithDescription(
            $"With `count` (1 to {MaxCount}; 1 by default) it counts as many, such as those of visitors who share a page. "
            + "Where one store is out of reach the answer is 503, and the page views may be counted.")
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<Visit>, ProblemHttpResult>> CountAsync(Votes votes, PageViews pageViews, int count = 1)
    {
        if (count is < 1 or > MaxCount)
        {
            return Problems.InvalidCount(MaxCount);
        }

        var (counts, views) = (votes.CountAsync(), pageViews.CountAsync(count));
        await Task.WhenAll(counts, views);
        return TypedResults.Ok(new Visit(Environment.MachineName, await counts, await views));
    }
}
