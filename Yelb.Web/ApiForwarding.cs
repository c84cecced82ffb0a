namespace Yelb.Web;

/// <summary>Passes /api on to yelb-appserver.</summary>
internal static class ApiForwarding
{
    public static void AddApiForwarding(this IServiceCollection services)
    {
        services.AddHttpForwarder();
        services.AddSingleton<ApiForwarder>();
    }

    public static void MapApiForwarding(this WebApplication app)
    {
        var api = app.MapGroup("/api").RequireRateLimiting(ClientLimits.Policy);
        api.Map("/{**rest}", (HttpContext context, ApiForwarder forwarder) => forwarder.ForwardAsync(context, CancellationToken.None));

        // A stream has no end of its own: it must not hold up a stop, nor stand as an hour among the milliseconds of others.
        api.MapGet("/live", (HttpContext context, ApiForwarder forwarder, IHostApplicationLifetime lifetime) =>
            forwarder.ForwardAsync(context, lifetime.ApplicationStopping)).DisableHttpMetrics();
    }
}
