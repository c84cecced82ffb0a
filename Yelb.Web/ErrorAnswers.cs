using Microsoft.AspNetCore.Connections;

namespace Yelb.Web;

/// <summary>Every error of yelb-ui's own as problem details (RFC 9457).</summary>
internal static class ErrorAnswers
{
    public static void UseErrorAnswers(this WebApplication app)
    {
        app.UseExceptionHandler();
        // Routing's 404 and 405. Under /api the body, or that there is none, is yelb-appserver's.
        app.UseWhen(context => !context.Request.Path.StartsWithSegments("/api"), page => page.UseStatusCodePages());
    }

    /// <summary>Answers with an error.</summary>
    public static Task ExplainAsync(HttpContext context, int status, string? detail) =>
        TypedResults.Problem(detail, statusCode: status).ExecuteAsync(context);

    /// <summary>Answers a request whose body could not be read, which is its sender's fault (RFC 9110, section 15.5).</summary>
    /// <param name="context">The request.</param>
    /// <param name="reason">What the reading of the body, and nothing else, threw.</param>
    public static async Task ExplainUnreadableAsync(HttpContext context, Exception reason)
    {
        if (reason is ConnectionResetException)
        {
            // Kestrel hears of it on another way, and until then would try to read the rest.
            await Task.Delay(TimeSpan.FromSeconds(1), context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await ExplainUnreadableAsync(context, (reason as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest);
    }

    /// <summary>The same with a status.</summary>
    public static async Task ExplainUnreadableAsync(HttpContext context, int status)
    {
        // Kestrel and the reader of forms may stop in the middle of a read, and the connection cannot be read from again.
        context.Response.Headers.Connection = "close";
        await ExplainAsync(context, status, "The body of the request cannot be read.");
        if (!context.Response.HasStarted)
        {
            // To a client that has gone nothing was written. Only an answer that has begun lets Kestrel see that this is its last.
            await context.Response.StartAsync(CancellationToken.None);
        }
    }
}
