using Microsoft.AspNetCore.Http.Features;
using Yelb.ServiceDefaults;

namespace Yelb.Web.Limits;

/// <summary>What anybody may send, and an end to connections that says so.</summary>
/// <remarks>
/// What no route reads Kestrel receives when the answer is out, and ends the connection if it cannot. A load balancer that keeps
/// connections would not know, and send the next visitor's request into the end of this one: 502 (Elastic Load Balancing User
/// Guide, "Troubleshoot your Application Load Balancers").
/// </remarks>
internal static class RequestBodies
{
    // A vote is the largest thing that anybody sends, the API included.
    private const int MaxBytes = 64 * 1024;

    public static void LimitRequestBodies(this IWebHostBuilder host) => host.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBytes);

    public static void UseRequestBodies(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.ContentLength > MaxBytes)
        {
            return ErrorAnswers.ExplainUnreadableAsync(context, StatusCodes.Status413PayloadTooLarge);
        }

        // One of unknown length shows only when read whether it can be.
        if (context.Request.ContentLength is null && context.Features.GetRequiredFeature<IHttpRequestBodyDetectionFeature>().CanHaveBody)
        {
            context.EndsWithAnswer();
        }

        return next(context);
    });
}
