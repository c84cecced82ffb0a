using Microsoft.AspNetCore.Connections.Features;
using Yelb.Voting.Live;
using Yelb.Web.Api;
using Yelb.Web.Limits;

namespace Yelb.Web.Live;

/// <summary>GET /api/live: the events of <see cref="LiveFeed"/>, for as many pages as there is room for.</summary>
internal static class LiveRoute
{
    /// <summary>Bytes, of which Linux takes twice as many: several seconds of events.</summary>
    private const int SendBuffer = 8 * 1024;

    public static void MapLive(this WebApplication app)
    {
        // Found once: there are thousands of these requests at a time, and each would keep its own scope of services.
        var forwarder = app.Services.GetRequiredService<ApiForwarder>();
        var streams = app.Services.GetRequiredService<LiveStreams>();
        var feed = app.Services.GetRequiredService<LiveFeed>();
        var stopping = app.Lifetime.ApplicationStopping;
        // Not among what one client may ask for in a second: an audience whose yelb-ui was replaced comes back at once, and the
        // streams have limits of their own. An hour would stand among the milliseconds of all other requests.
        app.MapGet("/api/live", context =>
            // Routing ignores case and a slash at the end, yelb-appserver does not.
            context.Request.Path.Value == "/api/live"
                ? streams.RunAsync(context, () => WatchAsync(context, feed, stopping))
                : forwarder.ForwardAsync(context)).DisableHttpMetrics();
    }

    private static Task WatchAsync(HttpContext context, LiveFeed feed, CancellationToken stopping)
    {
        // Of what the browser sent with its request nothing is asked for again, and all of it would be kept.
        context.Request.Headers.Clear();
        // Linux would queue megabytes for a page that does not read, and counts them to the container's memory.
        context.Features.Get<IConnectionSocketFeature>()?.Socket.SendBufferSize = SendBuffer;
        return LiveAnswer.WriteAsync(context, feed, stopping);
    }
}
