using Yelb.ServiceDefaults;
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
    }
}
