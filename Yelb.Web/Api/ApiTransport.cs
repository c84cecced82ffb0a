using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.Extensions.ServiceDiscovery.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Yelb.Web.Api;

/// <summary>How requests for /api reach yelb-appserver: as they came, once, and by turns to each of its replicas.</summary>
/// <remarks>It never tries again: a GET of the original API may be a vote.</remarks>
internal sealed class ApiTransport(IServiceDiscoveryHttpMessageHandlerFactory discovery)
    // Discovery comes first, so that every request may go to another one of the addresses behind the name.
    : HttpMessageInvoker(discovery.CreateHandler(new SingleSendHandler { InnerHandler = Sockets() }))
{
    /// <summary>What service discovery finds yelb-appserver by.</summary>
    public const string Address = "http://yelb-appserver";

    private static SocketsHttpHandler Sockets() => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(2),
        // Whatever the answer is, it is the client's.
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        // Field values are bytes, also beyond ASCII (RFC 9110, section 5.5): they go on as Kestrel took them.
        RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        UseProxy = false,
        // Takes the caller's traceparent out before it puts ours in: one trace from the browser's request to the SQL.
        ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current),
    };
}
