using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Yelb.Api.Stores;
using Yelb.Voting;

namespace Yelb.Api.Http;

/// <summary>Every error as application/problem+json (RFC 9457).</summary>
internal sealed class Problems : IExceptionHandler
{
    /// <summary>Seconds; a store that was stopped is found again about this long after it is back.</summary>
    private const string RetryAfter = "1";

    public static ProblemHttpResult UnknownRestaurant(string name) => TypedResults.Problem(
        $"There is no restaurant '{name}'; there are {string.Join(", ", Restaurant.All)}.",
        statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult UnknownVote(Restaurant restaurant) => TypedResults.Problem(
        $"No vote for {restaurant} was counted with this key within 24 hours.",
        statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult InvalidKey() => TypedResults.Problem(
        $"{IdempotencyKey.Header} must be 1 to 128 printable ASCII characters.",
        statusCode: StatusCodes.Status400BadRequest);

    public static ProblemHttpResult SeveralKeys() => TypedResults.Problem(
        $"There is more than one {IdempotencyKey.Header}: send one, and with the same vote always the same.",
        statusCode: StatusCodes.Status400BadRequest);

    public static ProblemHttpResult ReusedKey(Restaurant first) => TypedResults.Problem(
        $"This {IdempotencyKey.Header} was used for a vote for {first}; take a new key for each vote.",
        statusCode: StatusCodes.Status422UnprocessableEntity);

    public static ProblemHttpResult KeyNotSupported() => TypedResults.Problem(
        $"Page views take no {IdempotencyKey.Header}: each request counts.",
        statusCode: StatusCodes.Status400BadRequest);

    public static ProblemHttpResult InvalidCount(int most) => TypedResults.Problem(
        $"count must be a whole number from 1 to {most}.",
        statusCode: StatusCodes.Status400BadRequest);

    public static ProblemHttpResult InvalidNumberOfVotes(int most) => TypedResults.Problem(
        $"There must be 1 to {most} votes.",
        statusCode: StatusCodes.Status400BadRequest);

    public static ProblemHttpResult Unavailable(StoreUnavailableException reason) => TypedResults.Problem(
        $"{reason.Message} A vote may have counted; repeated with its {IdempotencyKey.Header} it counts once.",
        statusCode: StatusCodes.Status503ServiceUnavailable);

    /// <summary>Gives a body to an error that has none, such as routing's 404 and 405.</summary>
    public static Task DescribeAsync(StatusCodeContext context) =>
        WriteAsync(context.HttpContext, context.HttpContext.Response.StatusCode, detail: null);

    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        switch (exception)
        {
            case StoreUnavailableException unavailable:
                httpContext.Response.Headers.RetryAfter = RetryAfter;
                await Unavailable(unavailable).ExecuteAsync(httpContext);
                return true;
            case BadHttpRequestException badRequest:
                await WriteAsync(httpContext, badRequest.StatusCode, detail: null);
                return true;
            default:
                // Answered as a 500 without details, and logged with them.
                return false;
        }
    }

    private static Task WriteAsync(HttpContext context, int status, string? detail) =>
        TypedResults.Problem(detail, statusCode: status).ExecuteAsync(context);
}
