using Microsoft.AspNetCore.Http.HttpResults;
using Yelb.Api.Live;

namespace Yelb.Api.Http;

/// <summary>Votes and page views as they change, as server-sent events (WHATWG HTML, section 9.2).</summary>
internal static class LiveApi
{
    public static void AddLive(this IServiceCollection services)
    {
        services.AddSingleton<LiveCounts>();
        services.AddSingleton<LiveStream>();
    }

    public static void MapLiveApi(this IEndpointRouteBuilder app) => app.MapGet("/api/live", Watch)
        // An hour would stand among the milliseconds of all other requests.
        .DisableHttpMetrics()
        .WithTags("Live")
        .WithSummary("Votes and page views as they change, whichever replica counted them")
        .WithDescription(
            $"Events: `server` (host name, and `id` as in {ServerInstance.Header}; first), `votes` (as GET /api/votes), `pageviews` (as POST /api/pageviews), "
            + "`unavailable` (a store is out of reach; the stream goes on), `heartbeat` (every 10 s), `closing` (this server stops).")
        .Produces<string>(StatusCodes.Status200OK, "text/event-stream");

    private static ServerSentEventsResult<string> Watch(HttpResponse response, LiveStream stream, CancellationToken left)
    {
        // For nginx, which would collect them.
        response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(stream.ReadAsync(left));
    }
}
