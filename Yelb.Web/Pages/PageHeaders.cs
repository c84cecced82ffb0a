namespace Yelb.Web.Pages;

/// <summary>The security headers of everything that yelb-ui itself answers, errors included; what is passed on under /api stays as it is.</summary>
/// <remarks>Strict-Transport-Security belongs to the load balancer, which ends TLS.</remarks>
internal static class PageHeaders
{
    // Nothing but the files of wwwroot, and nothing inline: neither markup nor a dependency can bring in a script.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    public static void UsePageHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        // As the answer starts, because the handling of an exception clears what was set before.
        context.Response.OnStarting(context.Request.Path.StartsWithSegments("/api") ? AddToApi : AddToPage, context.Response);
        return next(context);
    });

    /// <summary>Adds to what yelb-ui says in yelb-appserver's place what that would have said: pages of any origin may read it.</summary>
    private static Task AddToApi(object response)
    {
        var headers = ((HttpResponse)response).Headers;
        headers.TryAdd("Access-Control-Allow-Origin", "*");
        headers.TryAdd("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        AddToAll(headers);
        return Task.CompletedTask;
    }

    private static Task AddToPage(object response)
    {
        var headers = ((HttpResponse)response).Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XFrameOptions = "DENY";
        // Not 'no-referrer': browsers then send 'Origin: null' with our own form, and SameOrigin could not know it.
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        AddToAll(headers);
        return Task.CompletedTask;
    }

    private static void AddToAll(IHeaderDictionary headers)
    {
        headers.TryAdd("X-Content-Type-Options", "nosniff");
        // Only files may be kept, and say so by themselves.
        headers.TryAdd("Cache-Control", "no-store");
    }
}
