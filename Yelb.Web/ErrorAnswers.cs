namespace Yelb.Web;

/// <summary>Every error of yelb-ui's own as problem details (RFC 9457).</summary>
internal static class ErrorAnswers
{
    public static void UseErrorAnswers(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            // What the server blames on the client is answered so (RFC 9110, section 15.5), and is nothing for the log.
            StatusCodeSelector = exception => (exception as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status500InternalServerError,
            SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException,
        });
        // Routing's 404 and 405. Under /api the body, or that there is none, is yelb-appserver's.
        app.UseWhen(context => !context.Request.Path.StartsWithSegments("/api"), page => page.UseStatusCodePages());
    }
}
