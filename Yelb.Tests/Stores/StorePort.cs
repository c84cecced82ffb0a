using System.Net;
using System.Net.Sockets;

namespace Yelb.Tests.Stores;

internal static class StorePort
{
    /// <summary>A port that nobody listens on, below those that the system gives to outgoing connections.</summary>
    public static int Free()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(12_000, 20_000));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Try another.
            }
        }
    }
}
