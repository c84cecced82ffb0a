using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Yelb.Web;

/// <summary>Every error of yelb-ui's own as problem details (RFC 9457).</summary>
internal static class ErrorAnswers
{
    public static void UseErrorAnswers(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = exception => ClientFault(exception) ?? StatusCodes.Status500InternalServerError,
            SuppressDiagnosticsCallback = context => ClientFault(context.Exception) is not null,
            ExceptionHandler = context =>
            {
                if (ClientFault(context.Features.GetRequiredFeature<IExceptionHandlerFeature>().Error) is not null)
                {
                    // Kestrel stopped in the middle of a body, and where the next request begins nobody knows.
                    context.Response.Headers.Connection = "close";
                }

                return TypedResults.Problem(statusCode: context.Response.StatusCode).ExecuteAsync(context);
            },
        });
        // Routing's 404 and 405. Under /api the body, or that there is none, is yelb-appserver's.
        app.UseWhen(context => !context.Request.Path.StartsWithSegments("/api"), page => page.UseStatusCodePages());
    }

    /// <summary>The status of what the server blames on the client (RFC 9110, section 15.5), which is nothing for the log.</summary>
    private static int? ClientFault(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: var status } => status,
        // What Kestrel says of a chunk's size beyond 31 bits.
        IOException { InnerException: OverflowException } => StatusCodes.Status400BadRequest,
        _ => null,
    };
}
