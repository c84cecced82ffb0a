using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace EcsServiceConnect.Rehearsal.Forwarding;

/// <summary>Sends requests on by YARP over connections that somebody else dials.</summary>
internal sealed class HttpForwarding : IDisposable
{
    // RFC 9113, "Error Codes".
    private const long RefusedStream = 0x7;

    private static readonly IHttpForwarder _forwarder =
        new ServiceCollection().AddLogging().AddHttpForwarder().BuildServiceProvider().GetRequiredService<IHttpForwarder>();

    private readonly HttpMessageInvoker _client;
    private readonly ForwarderRequestConfig _request;

    /// <param name="dial">Connects to a target.</param>
    /// <param name="version">HTTP/1.1, or HTTP/2 without TLS.</param>
    /// <param name="idleTimeout">How long nothing may move in either direction; zero for ever.</param>
    public HttpForwarding(Func<IPEndPoint, CancellationToken, Task<Stream>> dial, Version version, TimeSpan idleTimeout)
    {
        _client = new(new SingleSendHandler
        {
            InnerHandler = new SocketsHttpHandler
            {
                ConnectCallback = async (connect, cancellationToken) =>
                    await dial(new(IPAddress.Parse(connect.DnsEndPoint.Host), connect.DnsEndPoint.Port), cancellationToken).ConfigureAwait(false),
                // The dialler has a time-out, whose failure can be told from a caller who gave up.
                ConnectTimeout = Timeout.InfiniteTimeSpan,
                EnableMultipleHttp2Connections = true,
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                UseCookies = false,
                UseProxy = false,
                ActivityHeadersPropagator = null,
                // As the server before it took them.
                RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
                ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
            },
        });
        _request = new()
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            ActivityTimeout = idleTimeout > TimeSpan.Zero ? idleTimeout : Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Tries one target.</summary>
    public async Task<ForwardingResult> SendAsync(HttpContext context, IPEndPoint target, ForwardedRequestTransformer transformer, CancellationToken cancellationToken)
    {
        var error = await _forwarder.SendAsync(context, $"http://{target}", _client, _request, transformer, cancellationToken).ConfigureAwait(false);
        if (error == ForwarderError.None)
        {
            return ForwardingResult.Answered;
        }

        if (transformer.HasAnswered || context.RequestAborted.IsCancellationRequested)
        {
            // An answer that has begun can only be cut. One before the end of its request's body is whole: YARP completes it
            // before it looks at what became of the body.
            if (!transformer.HasAnswered || error is not (ForwarderError.RequestBodyClient or ForwarderError.RequestBodyDestination or ForwarderError.RequestBodyCanceled))
            {
                context.Abort();
            }

            return ForwardingResult.Ended;
        }

        return (error, context.GetForwarderErrorFeature()?.Exception) switch
        {
            // YARP has set the status that fits what is wrong with the request.
            (ForwarderError.RequestBodyClient, _) => ForwardingResult.Ended,
            (ForwarderError.RequestTimedOut, _) => ForwardingResult.IdleTooLong,
            (ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled, _) => ForwardingResult.Cancelled,
            (_, HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError, InnerException: SocketException { SocketErrorCode: SocketError.TimedOut } }) =>
                ForwardingResult.ConnectionTimedOut,
            (_, HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }) => ForwardingResult.ConnectionFailed,
            (_, HttpRequestException { InnerException: HttpProtocolException { ErrorCode: RefusedStream } }) => ForwardingResult.StreamRefused,
            _ => ForwardingResult.Reset,
        };
    }

    /// <summary>Answers in the proxy's own name.</summary>
    public static Task AnswerAsync(HttpContext context, int status, string text)
    {
        context.Response.Clear();
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    public void Dispose() => _client.Dispose();
}

/// <summary>How a try ended.</summary>
internal enum ForwardingResult
{
    /// <summary>The target's answer is with the client, unless the transformer held it back.</summary>
    Answered,

    /// <summary>There is nothing left to answer: the client went, or the answer was cut, or the request itself was wrong.</summary>
    Ended,

    /// <summary>No connection: the target's host refused it.</summary>
    ConnectionFailed,

    /// <summary>No connection: nothing came back.</summary>
    ConnectionTimedOut,

    /// <summary>HTTP/2: the target has not looked at it.</summary>
    StreamRefused,

    /// <summary>The connection broke before there was an answer.</summary>
    Reset,

    /// <summary>Nothing moved for too long before there was an answer.</summary>
    IdleTooLong,

    /// <summary>The caller's token, before there was an answer.</summary>
    Cancelled,
}
