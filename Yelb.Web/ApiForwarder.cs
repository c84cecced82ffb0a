using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.ServiceDiscovery.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Yelb.Web;

/// <summary>Passes a request on to yelb-appserver and its answer back, both unchanged and unbuffered.</summary>
/// <remarks>It never tries again: a GET of the original API may be a vote.</remarks>
internal sealed partial class ApiForwarder : IDisposable
{
    private static readonly ForwarderRequestConfig _request = new()
    {
        // Time without a byte in either direction. The application server gives up on its stores after 2 s, and a stream
        // of events has to say something more often than this.
        ActivityTimeout = TimeSpan.FromSeconds(30),
    };

    private readonly IHttpForwarder _forwarder;
    private readonly HttpMessageInvoker _client;
    private readonly ILogger<ApiForwarder> _logger;

    public ApiForwarder(IHttpForwarder forwarder, IServiceDiscoveryHttpMessageHandlerFactory discovery, ILogger<ApiForwarder> logger)
    {
        _forwarder = forwarder;
        _logger = logger;
        var transport = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(2),
            // Whatever the answer is, it is the client's.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            // Takes the caller's traceparent out before it puts ours in: one trace from the browser's request to the SQL.
            ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current),
        };
        // Discovery comes first, so that every request may go to another one of the addresses behind the name.
        _client = new HttpMessageInvoker(discovery.CreateHandler(new SentOnce { InnerHandler = transport }));
    }

    /// <summary>Ends with the answer, or with <paramref name="cutOff"/> in the middle of it.</summary>
    public async Task ForwardAsync(HttpContext context, CancellationToken cutOff)
    {
        var error = await _forwarder.SendAsync(context, AppServer.Address, _client, _request, ToAppServer.Instance, cutOff);

        // After the first byte of an answer it can only be cut off, which YARP has done.
        if (error != ForwarderError.None && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            LogNotForwarded(context.Request.Method, context.Request.Path, error, context.GetForwarderErrorFeature()?.Exception?.Message);
            await ExplainAsync(context);
        }
    }

    public void Dispose() => _client.Dispose();

    private static Task ExplainAsync(HttpContext context)
    {
        var (status, detail) = context.Response.StatusCode switch
        {
            StatusCodes.Status502BadGateway => (StatusCodes.Status503ServiceUnavailable, "yelb-appserver cannot be reached."),
            StatusCodes.Status504GatewayTimeout => (StatusCodes.Status504GatewayTimeout, "yelb-appserver did not answer in time."),
            // The request's own fault, such as a body that is too long.
            var other => (other, null),
        };
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        return TypedResults.Problem(detail, statusCode: status).ExecuteAsync(context);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} was not passed on: {Error}: {Reason}")]
    private partial void LogNotForwarded(string method, PathString path, ForwarderError error, string? reason);

    /// <summary>Sends the request under the application server's own name, not under the one the client dialled.</summary>
    private sealed class ToAppServer : HttpTransformer
    {
        public static readonly ToAppServer Instance = new();

        public override async ValueTask TransformRequestAsync(
            HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.Headers.Host = null;
        }
    }
}
