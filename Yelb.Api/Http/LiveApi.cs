using Yelb.Api.Live;
using Yelb.Voting.Live;

namespace Yelb.Api.Http;

/// <summary>Votes and page views as they change, as server-sent events (WHATWG HTML, section 9.2).</summary>
internal static class LiveApi
{
    public static void AddLive(this IServiceCollection services) => services.AddSingleton<LiveCounts>();

    public static void MapLiveApi(this IEndpointRouteBuilder app) => app.MapGet("/api/live", WatchAsync)
        // An hour would stand among the milliseconds of all other requests.
        .DisableHttpMetrics()
        .WithTags("Live")
        .WithSummary("Votes and page views as they change, whichever replica counted them")
        .WithDescription(
            $"Events: `server` (host name, and `id` as in {ServerInstance.Header}; first), `votes` (as GET /api/votes), `pageviews` (as POST /api/pageviews), "
            + "`unavailable` (a store is out of reach; the stream goes on), `heartbeat` (every 10 s), `closing` (this server stops).")
        .Produces<string>(StatusCodes.Status200OK, "text/event-stream");

    private static async Task WatchAsync(HttpContext context, LiveCounts counts, IHostApplicationLifetime lifetime)
    {
        await counts.ReadVotesNowAsync();
        await LiveAnswer.WriteAsync(context, counts, lifetime.ApplicationStopping);
    }
}
