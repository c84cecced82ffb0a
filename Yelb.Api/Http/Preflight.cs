using Yelb.Voting;

namespace Yelb.Api.Http;

/// <summary>
/// Answers OPTIONS on every path, as a browser asks before a request from another origin. The original failed with
/// 500 here.
/// </summary>
internal static class Preflight
{
    public static void UsePreflight(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (!HttpMethods.IsOptions(context.Request.Method))
        {
            return next(context);
        }

        context.Response.Headers.AccessControlAllowHeaders = $"{AnswerHeaders.AllowedHeaders},{IdempotencyKey.Header}";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    });
}
