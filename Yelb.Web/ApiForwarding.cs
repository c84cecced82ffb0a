namespace Yelb.Web;

/// <summary>Passes /api on to yelb-appserver.</summary>
internal static class ApiForwarding
{
    public static void AddApiForwarding(this IServiceCollection services)
    {
        services.AddHttpForwarder();
        services.AddSingleton<ApiForwarder>();
    }

    public static void MapApiForwarding(this WebApplication app) =>
        app.Map("/api/{**rest}", (HttpContext context, ApiForwarder forwarder) => forwarder.ForwardAsync(context));
}
