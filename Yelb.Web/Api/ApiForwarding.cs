using Yelb.ServiceDefaults;
using Yelb.Web.Limits;

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
        services.AddSingleton(LiveStreams.From(builder.Configuration));
    }

    public static void MapApiForwarding(this WebApplication app)
    {
        var api = app.MapGroup("").RequireRateLimiting(ClientLimits.Policy);
        api.Map("/api/{**rest}", (HttpContext context, ApiForwarder forwarder) => forwarder.ForwardAsync(context, CancellationToken.None));
        foreach (var path in SharedReads.Paths)
        {
            api.MapGet(path, (HttpContext context, SharedReads reads) => reads.AnswerAsync(context));
        }

        // How many visitors share a page is for yelb-ui alone to say: from outside, a visit is one.
        api.MapPost("/api/visits", (HttpContext context, ApiForwarder forwarder) =>
        {
            context.Request.QueryString = QueryString.Empty;
            return forwarder.ForwardAsync(context, CancellationToken.None);
        });

        // A stream has no end of its own: it must not hold up a stop, nor stand as an hour among the milliseconds of others.
        api.MapGet("/api/live", (HttpContext context, ApiForwarder forwarder, LiveStreams streams, IHostApplicationLifetime lifetime) =>
            streams.RunAsync(context, () => forwarder.ForwardAsync(context, lifetime.ApplicationStopping))).DisableHttpMetrics();
    }
}
