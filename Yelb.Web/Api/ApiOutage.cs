namespace Yelb.Web.Api;

/// <summary>What yelb-ui itself answers to a request for /api: that yelb-appserver gave no answer, or was not asked.</summary>
internal static class ApiOutage
{
    /// <summary>Seconds.</summary>
    public const string RetryAfter = "1";

    /// <summary>Time without a byte in either direction. The application server gives up on its stores after 2 s, and a
    /// stream of events has to say something more often than this.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static Task UnreachableAsync(HttpContext context) =>
        RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "yelb-appserver cannot be reached.");

    public static Task NotInTimeAsync(HttpContext context) =>
        ErrorAnswers.ExplainAsync(context, StatusCodes.Status504GatewayTimeout, "yelb-appserver did not answer in time.");

    /// <summary>Asks the client to come again a second later.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string detail)
    {
        context.Response.Headers.RetryAfter = RetryAfter;
        return ErrorAnswers.ExplainAsync(context, status, detail);
    }
}
