namespace Yelb.Web;

/// <summary>Passes /api on to yelb-appserver.</summary>
internal static class ApiForwarding
{
    public static void AddApiForwarding(this IServiceCollection services)
    {
        services.AddHttpForwarder();
        services.AddSingleton<ApiTransport>();
        services.AddSingleton<ApiForwarder>();
        services.AddSingleton<SharedReads>();
    }

    public static void MapApiForwarding(this WebApplication app)
    {
        var api = app.MapGroup("").RequireRateLimiting(ClientLimits.Policy);
        api.Map("/api/{**rest}", (HttpContext context, ApiForwarder forwarder) => forwarder.ForwardAsync(context, CancellationToken.None));
        foreach (var path in SharedReads.Paths)
        {
            api.MapGet(path, (HttpContext context, SharedReads reads) => reads.AnswerAsync(context));
        }

        // A stream has no end of its own: it must not hold up a stop, nor stand as an hour among the milliseconds of others.
        api.MapGet("/api/live", (HttpContext context, ApiForwarder forwarder, IHostApplicationLifetime lifetime) =>
            forwarder.ForwardAsync(context, lifetime.ApplicationStopping)).DisableHttpMetrics();
    }
}
