namespace Yelb.Web;

/// <summary>What a request for /api is told where yelb-appserver gave no answer.</summary>
internal static class ApiOutage
{
    /// <summary>Time without a byte in either direction. The application server gives up on its stores after 2 s, and a
    /// stream of events has to say something more often than this.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static Task UnreachableAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return ExplainAsync(context, StatusCodes.Status503ServiceUnavailable, "yelb-appserver cannot be reached.");
    }

    public static Task NotInTimeAsync(HttpContext context) =>
        ExplainAsync(context, StatusCodes.Status504GatewayTimeout, "yelb-appserver did not answer in time.");

    public static Task ExplainAsync(HttpContext context, int status, string? detail) =>
        TypedResults.Problem(detail, statusCode: status).ExecuteAsync(context);
}
