using System.Net.Sockets;

namespace Yelb.Web.Api;

/// <summary>What yelb-ui itself answers to a request for /api: that yelb-appserver gave no answer, or was not asked.</summary>
internal static class ApiOutage
{
    /// <summary>Seconds.</summary>
    public const string RetryAfter = "1";

    /// <summary>Time without a byte in either direction. The application server gives up on its stores after 2 s, and a
    /// stream of events has to say something more often than this.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>How long an application server that hangs may keep those waiting that came later, who may reach another one.</summary>
    public static readonly TimeSpan HoldUp = TimeSpan.FromSeconds(0.25);

    /// <summary>Whether a request of yelb-ui's own, which several share, ended like this without an answer.</summary>
    public static bool IsNoAnswer(Exception e) =>
        // The exception of sockets: a connection that was reset as soon as it was made.
        e is HttpRequestException or OperationCanceledException or TimeoutException or IOException or SocketException;

    /// <summary>Tells one of those who shared it.</summary>
    public static Task ExplainAsync(HttpContext context, Exception e) =>
        e is OperationCanceledException or TimeoutException ? NotInTimeAsync(context) : UnreachableAsync(context);

    public static Task UnreachableAsync(HttpContext context) =>
        RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "yelb-appserver cannot be reached.");

    public static Task NotInTimeAsync(HttpContext context) =>
        ErrorAnswers.ExplainAsync(context, StatusCodes.Status504GatewayTimeout, "yelb-appserver did not answer in time.");

    /// <summary>Asks the client to come again so many seconds later.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string detail, string retryAfter = RetryAfter)
    {
        context.Response.Headers.RetryAfter = retryAfter;
        return ErrorAnswers.ExplainAsync(context, status, detail);
    }
}
