using Yelb.ServiceDefaults;
using Yelb.Voting.Live;
using Yelb.Web.Limits;
using Yelb.Web.Live;

namespace Yelb.Web.Api;

/// <summary>Passes /api on to yelb-appserver.</summary>
internal static class ApiForwarding
{
    /// <exception cref="InvalidConfigurationException">A limit is no number.</exception>
    public static void AddApiForwarding(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddHttpForwarder();
        services.AddSingleton<ApiTransport>();
        services.AddSingleton<ApiForwarder>();
        services.AddSingleton<SharedReads>();
        services.AddSingleton<SharedVotes>();
        services.AddSingleton(LiveStreams.From(builder.Configuration));
        services.AddSingleton<LiveFeed>();
    }

    public static void MapApiForwarding(this WebApplication app)
    {
        var api = app.MapGroup("").RequireRateLimiting(ClientLimits.Policy);
        api.Map("/api/{**rest}", (HttpContext context, ApiForwarder forwarder) => forwarder.ForwardAsync(context));
        foreach (var path in SharedReads.Paths)
        {
            api.MapGet(path, (HttpContext context, SharedReads reads) => reads.AnswerAsync(context));
        }

        api.MapPost("/api/votes/{restaurant}", (HttpContext context, string restaurant, SharedVotes votes) => votes.AnswerAsync(context, restaurant));

        // How many visitors share a page is for yelb-ui alone to say: from outside, a visit is one.
        api.MapPost("/api/visits", (HttpContext context, ApiForwarder forwarder) =>
        {
            context.Request.QueryString = QueryString.Empty;
            return forwarder.ForwardAsync(context);
        });

        // Not among what one client may ask for in a second: an audience whose yelb-ui was replaced comes back at once, and the
        // streams have limits of their own. An hour would stand among the milliseconds of all other requests.
        app.MapGet("/api/live", (HttpContext context, ApiForwarder forwarder, LiveStreams streams, LiveFeed feed, IHostApplicationLifetime lifetime) =>
            // Routing ignores case and a slash at the end, yelb-appserver does not.
            context.Request.Path.Value == "/api/live"
                ? streams.RunAsync(context, () => LiveAnswer.WriteAsync(context, feed, lifetime.ApplicationStopping))
                : forwarder.ForwardAsync(context)).DisableHttpMetrics();
    }
}
