using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EcsServiceConnect.Rehearsal.Forwarding;

/// <summary>An address that a proxy listens at, and what it does with what comes there.</summary>
/// <param name="Address">Port 0 for any free one.</param>
internal abstract record ProxyListener(IPEndPoint Address)
{
    /// <summary>Told of each connection; what it gives back is disposed of at the connection's end.</summary>
    public Func<IDisposable>? Connected { get; init; }

    public sealed record Http(IPEndPoint Address, HttpProtocols Protocols, RequestDelegate Handler) : ProxyListener(Address)
    {
        /// <summary>Null for plain text.</summary>
        public X509Certificate2? Certificate { get; init; }
    }

    public sealed record Tcp(IPEndPoint Address, ConnectionDelegate Handler) : ProxyListener(Address);
}
