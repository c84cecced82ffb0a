namespace Yelb.Api.Http;

/// <summary>What every answer carries, errors included.</summary>
internal static class AnswerHeaders
{
    /// <summary>The original Yelb's, word for word ("Accepts" is its spelling): pages of any origin may read and vote.</summary>
    public const string AllowedHeaders = "Authorization,Accepts,Content-Type,X-CSRF-Token,X-Requested-With";

    private const string AllowedMethods = "GET,POST,PUT,DELETE,OPTIONS";

    public static void UseAnswerHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        // As the answer starts, because the handling of an exception clears what was set before.
        context.Response.OnStarting(Add, context.Response);
        return next(context);
    });

    private static Task Add(object response)
    {
        var headers = ((HttpResponse)response).Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlAllowMethods = AllowedMethods;
        headers.TryAdd("Access-Control-Allow-Headers", AllowedHeaders);
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        // A vote and the original's counting GETs must reach the server every time.
        // A stream of events says so by itself, in the words that proxies know for it.
        headers.TryAdd("Cache-Control", "no-store");
        headers[ServerInstance.Header] = ServerInstance.Name;
        return Task.CompletedTask;
    }
}
