using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;
using Yelb.Voting;

namespace Yelb.Web.Api;

/// <summary>Passes a request on to yelb-appserver and its answer back, unchanged and unbuffered.</summary>
internal sealed partial class ApiForwarder(IHttpForwarder forwarder, ApiTransport transport, ILogger<ApiForwarder> logger)
{
    private static readonly ForwarderRequestConfig _request = new() { ActivityTimeout = ApiOutage.Limit };

    public async Task ForwardAsync(HttpContext context)
    {
        // Two keys would go on as one, joined by a comma, and repeated with one of them alone the vote would count twice.
        if (context.Request.Headers[IdempotencyKey.Header].Count > 1)
        {
            await ErrorAnswers.ExplainAsync(context, StatusCodes.Status400BadRequest, $"There is more than one {IdempotencyKey.Header}: send one, and with the same vote always the same.");
            return;
        }

        // It asks for a tunnel to a host, and a path is none (RFC 9112, section 3.2.3). Sent on, it would be a request for one.
        if (HttpMethods.IsConnect(context.Request.Method))
        {
            await ErrorAnswers.ExplainAsync(context, StatusCodes.Status400BadRequest, "There are no tunnels here.");
            return;
        }

        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true } && !await TakeBodyAsync(context))
        {
            return;
        }

        var error = await forwarder.SendAsync(context, ApiTransport.Address, transport, _request, ToAppServer.Instance);

        // After the first byte of an answer it can only be cut off, which YARP has done.
        if (error != ForwarderError.None && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            LogNotForwarded(context.Request.Method, context.Request.Path, error, context.GetForwarderErrorFeature()?.Exception?.Message);
            await ExplainAsync(context);
        }
    }

    /// <summary>
    /// Takes the request's body, which no route of the API reads. Passed on, one that is too large or no body at all would be
    /// refused by yelb-appserver while it is still being sent, and whether its answer or the loss of its connection is seen
    /// first would be chance.
    /// </summary>
    /// <returns>Whether the request goes on. Otherwise its sender has been told why not.</returns>
    private static async Task<bool> TakeBodyAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength is null or > 0)
        {
            try
            {
                // It ends with the connection. Cancelled, it would leave the connection in the middle of a read.
                await request.Body.CopyToAsync(Stream.Null, CancellationToken.None);
            }
            catch (Exception e)
            {
                await ErrorAnswers.ExplainUnreadableAsync(context, e);
                return false;
            }
        }

        request.Headers.Remove("Transfer-Encoding");
        request.ContentLength = 0;
        return true;
    }

    private static Task ExplainAsync(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status502BadGateway => ApiOutage.UnreachableAsync(context),
        StatusCodes.Status504GatewayTimeout => ApiOutage.NotInTimeAsync(context),
        // The request's own fault, such as a body that is too long.
        var other => ErrorAnswers.ExplainAsync(context, other, detail: null),
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} was not passed on: {Error}: {Reason}")]
    private partial void LogNotForwarded(string method, PathString path, ForwarderError error, string? reason);

    /// <summary>
    /// Sends the request under the application server's own name, not under the one the client dialled, and without what
    /// ends here: cookies, which are of other applications on the same host and none of Yelb's, and what the client says is
    /// of its own connection (RFC 9110, section 7.6.1).
    /// </summary>
    private sealed class ToAppServer : HttpTransformer
    {
        public static readonly ToAppServer Instance = new();

        public override async ValueTask TransformRequestAsync(
            HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            var headers = httpContext.Request.Headers;
            headers.Remove("Cookie");
            foreach (var name in headers.GetCommaSeparatedValues("Connection"))
            {
                headers.Remove(name);
            }

            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.Headers.Host = null;
            // ECS Service Connect sends a request again, to another task, whose answer was 503 or whose task was killed, be it a vote
            // (2 retries; aws/containers-roadmap, issue 1963). With a key of this request's own it counts once all the same.
            if (CountingRequests.IsVote(proxyRequest.Method.Method, httpContext.Request.Path) && !proxyRequest.Headers.Contains(IdempotencyKey.Header))
            {
                proxyRequest.Headers.TryAddWithoutValidation(IdempotencyKey.Header, Guid.NewGuid().ToString("N"));
            }
        }
    }
}
