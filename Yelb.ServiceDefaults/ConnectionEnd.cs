using Microsoft.AspNetCore.Http;

namespace Yelb.ServiceDefaults;

/// <summary>An end to connections that says so.</summary>
public static class ConnectionEnd
{
    /// <summary>
    /// Ends the connection with the answer to this request, and lets the answer say so: a body that cannot be read ends it in
    /// any case, and a proxy that keeps connections would send the next visitor's request into that end (RFC 9112, section 9.6).
    /// Does nothing in HTTP/2, whose connections outlive a request.
    /// </summary>
    public static void EndsWithAnswer(this HttpContext context)
    {
        if (HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.Connection = "close";
                return Task.CompletedTask;
            });
        }
    }
}
