using System.Net;
using System.Net.Sockets;
using EcsServiceConnect.Rehearsal.ServiceConnect;

namespace EcsServiceConnect.Rehearsal.Checking;

/// <summary>
/// HTTP on one connection that a task has made, in the version that its proxy expects there: a proxy for HTTP/2 takes
/// and keeps a connection that says nothing, so that only a request shows who is behind it.
/// </summary>
/// <param name="reference">What is asked.</param>
/// <param name="socket">The connection, to its address; the caller's.</param>
internal sealed class ReferencedAddressClient(ReferencedAddress reference, Socket socket) : IDisposable
{
    private readonly Version _version = AppProtocol.Version(reference.Endpoint?.AppProtocol ?? "http");

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        ConnectCallback = new OneConnection(socket).ConnectAsync,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
    });

    /// <summary>Asks for `/`.</summary>
    /// <param name="method">GET or HEAD.</param>
    /// <param name="padding">What makes the request larger.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpRequestException">The connection was closed.</exception>
    public async Task<HttpStatusCode> RequestAsync(HttpMethod method, string padding, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"http://{reference}/") { Version = _version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Add("X-Padding", padding);
        using var response = await _client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        await response.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        return response.StatusCode;
    }

    public void Dispose() => _client.Dispose();

    private sealed class OneConnection(Socket socket)
    {
        private int _isGiven;

        public ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
            Interlocked.Exchange(ref _isGiven, 1) == 0
                ? ValueTask.FromResult<Stream>(new NetworkStream(socket))
                : throw new IOException("The connection was closed.");
    }
}
