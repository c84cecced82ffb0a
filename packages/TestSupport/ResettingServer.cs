using System.Net;
using System.Net.Sockets;

namespace TestSupport;

/// <summary>
/// Resets each connection as soon as it is made, as the system does with those that a killed process had not taken yet.
/// </summary>
/// <remarks>
/// SocketsHttpHandler of .NET 10 lets a SocketException out, which is no HttpRequestException, where the reset comes
/// after its connection and before it asks for the peer's address: about one time in a hundred here.
/// </remarks>
internal sealed class ResettingServer : IDisposable
{
    /// <summary>Enough for a few dozen resets at that very moment.</summary>
    public const int Attempts = 2000;

    private readonly Socket _listener;

    /// <param name="listener">Bound already; from here on the server's.</param>
    public ResettingServer(Socket listener)
    {
        _listener = listener;
        _listener.Listen();
        // On a thread of its own, so that the reset comes while the client is not done with its connection.
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public Uri Address => new($"http://{_listener.LocalEndPoint}");

    public static ResettingServer OnLoopback()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new(listener);
    }

    public void Dispose() => _listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                // Without time to linger, closing is a reset.
                using var connection = _listener.Accept();
                connection.LingerState = new(enable: true, seconds: 0);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }
}
