using System.Net;
using System.Net.Sockets;
using EcsServiceConnect.Rehearsal.Services;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>A port of this machine that leads to what a task reaches, for clients that make their own connections.</summary>
internal sealed class SecondStackRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _accepting;

    public SecondStackRelay(EcsTask task, string host, int port)
    {
        _listener.Start();
        _accepting = AcceptAsync(task, host, port);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _ending.Dispose();
    }

    private async Task AcceptAsync(EcsTask task, string host, int port)
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(PassOnAsync(await _listener.AcceptTcpClientAsync(_ending.Token), task, host, port));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task PassOnAsync(TcpClient client, EcsTask task, string host, int port)
    {
        using (client)
        {
            try
            {
                await using var server = await SecondStackRehearsal.DialAsync(task, host, port, _ending.Token);
                await Task.WhenAny(client.GetStream().CopyToAsync(server, _ending.Token), server.CopyToAsync(client.GetStream(), _ending.Token));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The client sees that its connection is closed.
            }
        }
    }
}
