using System.Net;
using System.Net.Sockets;
using EcsServiceConnect.Rehearsal.Forwarding;
using EcsServiceConnect.Rehearsal.ServiceConnect;
using Microsoft.AspNetCore.Connections;

namespace EcsServiceConnect.Rehearsal.Services;

/// <summary>A port of this machine that leads to one of a task's, whatever the security groups say. Disposing it ends it.</summary>
/// <remarks>
/// AWS Systems Manager User Guide, "Starting a session (port forwarding)": the agent in the container dials its own loopback
/// address. Here ECS Exec need not be enabled for it.
/// </remarks>
internal sealed class PortSession : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly ProxyServer _server;

    private PortSession(ProxyServer server) => _server = server;

    /// <summary>Where it listens on this machine.</summary>
    public IPEndPoint Address => _server.Addresses[0];

    /// <param name="task">The task.</param>
    /// <param name="port">Its port.</param>
    /// <param name="localPort">This machine's; 0 for any free one.</param>
    /// <exception cref="IOException">This machine's port is taken.</exception>
    public static async Task<PortSession> StartAsync(EcsTask task, int port, int localPort)
    {
        var dialer = new Dialer(task.Network.Namespace, _patience);
        var relay = new TcpRelay();
        return new(await ProxyServer.StartAsync([new ProxyListener.Tcp(new(IPAddress.Loopback, localPort), HandleAsync)], Bind, Timeout.InfiniteTimeSpan).ConfigureAwait(false));

        async Task HandleAsync(ConnectionContext client)
        {
            NetworkStream target;
            try
            {
                target = await dialer.DialAsync(new(IPAddress.Loopback, port), client.ConnectionClosed).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // Nobody listens there; the end of this closes the connection.
                return;
            }

            await relay.RunAsync(client, target).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync() => await _server.StopAsync(TimeSpan.Zero).ConfigureAwait(false);

    private static Socket Bind(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(address);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
