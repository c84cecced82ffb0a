using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace EcsServiceConnect.Rehearsal.ServiceConnect;

/// <summary>Joins two TCP connections until the target has ended its one.</summary>
internal sealed class TcpRelay
{
    /// <summary>How long nothing may move in either direction; zero for ever.</summary>
    public TimeSpan IdleTimeout { get; init; }

    /// <summary>How long each piece from the target is held back.</summary>
    public Func<TimeSpan> Delay { get; init; } = () => TimeSpan.Zero;

    /// <summary>Told of each piece from the client.</summary>
    public Action<long> Received { get; init; } = _ => { };

    /// <summary>Ends when both are through; what breaks one breaks the other.</summary>
    public async Task RunAsync(ConnectionContext client, NetworkStream target)
    {
        using var idle = new CancellationTokenSource();
        Moved(idle);
        var up = UpAsync(client.Transport.Input, target, idle);
        var down = DownAsync(target, client.Transport.Output, idle);
        try
        {
            // A client that has said all (a half-closed connection) still gets its answer.
            if (await Task.WhenAny(up, down).ConfigureAwait(false) == up)
            {
                await up.ConfigureAwait(false);
            }

            await down.ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException or ConnectionAbortedException)
        {
            client.Abort();
        }
        finally
        {
            await idle.CancelAsync().ConfigureAwait(false);
            await target.DisposeAsync().ConfigureAwait(false);
            await Task.WhenAll(up, down).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task UpAsync(PipeReader client, NetworkStream target, CancellationTokenSource idle)
    {
        while (true)
        {
            var read = await client.ReadAsync(idle.Token).ConfigureAwait(false);
            foreach (var piece in read.Buffer)
            {
                Received(piece.Length);
                await target.WriteAsync(piece, idle.Token).ConfigureAwait(false);
            }

            Moved(idle);
            client.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                target.Socket.Shutdown(SocketShutdown.Send);
                return;
            }
        }
    }

    private async Task DownAsync(NetworkStream target, PipeWriter client, CancellationTokenSource idle)
    {
        while (true)
        {
            var read = await target.ReadAsync(client.GetMemory(), idle.Token).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            Moved(idle);
            await Task.Delay(Delay(), idle.Token).ConfigureAwait(false);
            client.Advance(read);
            if ((await client.FlushAsync(idle.Token).ConfigureAwait(false)).IsCompleted)
            {
                return;
            }
        }
    }

    private void Moved(CancellationTokenSource idle)
    {
        if (IdleTimeout > TimeSpan.Zero)
        {
            idle.CancelAfter(IdleTimeout);
        }
    }
}
