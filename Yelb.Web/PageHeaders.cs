namespace Yelb.Web;

/// <summary>The security headers of everything that yelb-ui itself serves; what is passed on under /api stays as it is.</summary>
/// <remarks>Strict-Transport-Security belongs to the load balancer, which ends TLS.</remarks>
internal static class PageHeaders
{
    // Nothing but the files of wwwroot, and nothing inline: neither markup nor a dependency can bring in a script.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    public static void UsePageHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        if (!context.Request.Path.StartsWithSegments("/api"))
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            // Not 'no-referrer': browsers then send 'Origin: null' with our own form, and SameOrigin could not know it.
            headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
        }

        return next(context);
    });
}
