using System.Net;
using System.Net.Sockets;
using ProcessesAndTools;

namespace ContainerlessStores;

/// <summary>TCP ports of 127.0.0.1.</summary>
internal static class LoopbackPort
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    /// <summary>A port that nobody listens on.</summary>
    public static int Free()
    {
        while (true)
        {
            // Below the ports that Linux (from 32768) and macOS (from 49152) give to outgoing connections, so that
            // none of those takes it before the store does.
            var port = Random.Shared.Next(20_000, 32_768);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Try another.
            }
        }
    }

    /// <summary>Returns when nobody listens on the port; one who is just being stopped is waited for.</summary>
    /// <exception cref="MachineException">Someone still does after 5 seconds.</exception>
    public static async Task WaitUntilFreeAsync(int port, string resource, CancellationToken cancellationToken)
    {
        for (var end = DateTime.UtcNow + _patience; await AnswersAsync(port, cancellationToken).ConfigureAwait(false);)
        {
            if (DateTime.UtcNow > end)
            {
                throw new MachineException($"Port {port} on 127.0.0.1, which {resource} wants, is taken: stop the process that listens there, or give {resource} another port in the AppHost.");
            }

            await Task.Delay(_pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Returns when the process listens on the port, or has ended.</summary>
    public static async Task WaitUntilAnsweringAsync(int port, ChildProcess process, CancellationToken cancellationToken)
    {
        while (!process.Exited.IsCompleted && !await AnswersAsync(port, cancellationToken).ConfigureAwait(false))
        {
            await Task.Delay(_pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
