using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EcsServiceConnect.Rehearsal.ServiceConnect;

/// <summary>What an endpoint's `appProtocol` means on the wire: `http` is HTTP/1.1, `http2` and `grpc` are HTTP/2, all without TLS.</summary>
/// <remarks>Amazon ECS API Reference, "PortMapping".</remarks>
internal static class AppProtocol
{
    public static Version Version(string appProtocol) => appProtocol == "http" ? HttpVersion.Version11 : HttpVersion.Version20;

    public static HttpProtocols Protocols(string appProtocol) => appProtocol == "http" ? HttpProtocols.Http1 : HttpProtocols.Http2;
}
