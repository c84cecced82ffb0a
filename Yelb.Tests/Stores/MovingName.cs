using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Yelb.Tests.Stores;

/// <summary>
/// A store's name, as the DNS of a managed service has it: connections that are made lead to where it points now, and those
/// that are open stay where they are.
/// </summary>
internal sealed class MovingName : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Connection, object?> _connections = [];
    private volatile int _port;

    /// <param name="port">That of the server to which it points at first.</param>
    public MovingName(int port)
    {
        _port = port;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where clients find the store.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on it points to another server of this machine.</summary>
    public void MoveTo(int port) => _port = port;

    /// <summary>Closes the open connections.</summary>
    public void HangUp()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.Dispose();
        }
    }

    /// <summary>Nothing that is sent on the open connections arrives, and nobody is told.</summary>
    public void Silence()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.IsSilent = true;
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        HangUp();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = new Connection(await _listener.AcceptSocketAsync());
                _connections.TryAdd(connection, null);
                _ = ForwardAsync(connection, _port);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ForwardAsync(Connection connection, int port)
    {
        try
        {
            await connection.Server.ConnectAsync(IPAddress.Loopback, port);
            await Task.WhenAny(
                connection.ForwardAsync(connection.Client, connection.Server), connection.ForwardAsync(connection.Server, connection.Client));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Nobody listens there, or it was hung up.
        }

        _connections.TryRemove(connection, out _);
        connection.Dispose();
    }

    private sealed class Connection(Socket client) : IDisposable
    {
        private volatile bool _isSilent;

        public Socket Client => client;

        public Socket Server { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        public bool IsSilent
        {
            get => _isSilent;
            set => _isSilent = value;
        }

        public async Task ForwardAsync(Socket from, Socket to)
        {
            from.NoDelay = true;
            var buffer = new byte[16 * 1024];
            try
            {
                while (await from.ReceiveAsync(buffer) is > 0 and var length)
                {
                    if (!IsSilent)
                    {
                        await to.SendAsync(buffer.AsMemory(0, length));
                    }
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // One of them is gone.
            }

            if (IsSilent)
            {
                // Nor does the end of one arrive at the other.
                await Task.Delay(Timeout.Infinite);
            }
        }

        public void Dispose()
        {
            client.Dispose();
            Server.Dispose();
        }
    }
}
