using Microsoft.AspNetCore.Http.HttpResults;
using Yelb.Api.Stores;
using Yelb.Voting;

namespace Yelb.Api.Http;

/// <summary>The host name of the server that answered, and the page views so far.</summary>
internal sealed record Stats(string Hostname, long Pageviews);

/// <summary>The page views, the one just counted included.</summary>
internal sealed record PageViewCount(long Pageviews);

/// <summary>Page views in the clean API: reading them does not count one.</summary>
internal static class PageViewsApi
{
    private static readonly string[] _getOrHead = [HttpMethods.Get, HttpMethods.Head];

    public static void MapPageViewsApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api").WithTags("Page views")
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        api.MapMethods("/stats", _getOrHead, ReadAsync)
            .WithSummary("The host name of the server that answers, and the page views");
        api.MapPost("/pageviews", CountAsync).RefuseIdempotencyKey()
            .WithSummary("Counts a page view; answered with the new number of them");
    }

    /// <summary>A key passed over would let a client believe that it may repeat the request.</summary>
    public static RouteHandlerBuilder RefuseIdempotencyKey(this RouteHandlerBuilder endpoint) => endpoint
        .AddEndpointFilter(async (context, next) =>
            context.HttpContext.Request.Headers.ContainsKey(IdempotencyKey.Header)
                ? Problems.KeyNotSupported()
                : await next(context))
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Ok<Stats>> ReadAsync(PageViews pageViews) =>
        TypedResults.Ok(new Stats(Environment.MachineName, await pageViews.ReadAsync()));

    private static async Task<Ok<PageViewCount>> CountAsync(PageViews pageViews) =>
        TypedResults.Ok(new PageViewCount(await pageViews.CountAsync()));
}
