using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Yelb.ServiceDefaults;

namespace Yelb.Api.Http;

/// <summary>
/// But for one that says how much it takes, no route reads a body: a small one is passed over, a large one refused before
/// anything is done.
/// </summary>
internal static class RequestBodies
{
    private const int MaxBytes = 1024;

    public static void Limit(KestrelServerOptions kestrel) => kestrel.Limits.MaxRequestBodySize = MaxBytes;

    public static void UseRequestBodies(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var request = context.Request;
        if (context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is not null)
        {
            return next(context);
        }

        if (request.ContentLength > MaxBytes)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            // Or the server would go on to receive the rest, to keep the connection.
            context.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        }

        // One of unknown length shows its size only when read; Kestrel throws at the limit.
        return request.ContentLength is null && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true }
            ? PassOverAsync(context, next)
            : next(context);
    });

    private static async Task PassOverAsync(HttpContext context, RequestDelegate next)
    {
        context.EndsWithAnswer();
        try
        {
            // Kestrel ends it with the connection. Cancelled, it would leave the connection in the middle of a read.
            await context.Request.Body.CopyToAsync(Stream.Null, CancellationToken.None);
        }
        catch (IOException e) when (e.InnerException is OverflowException)
        {
            // What Kestrel says of a chunk's size beyond 31 bits, and of no client that went away.
            throw new Microsoft.AspNetCore.Http.BadHttpRequestException(e.Message, StatusCodes.Status400BadRequest, e);
        }

        await next(context);
    }
}
