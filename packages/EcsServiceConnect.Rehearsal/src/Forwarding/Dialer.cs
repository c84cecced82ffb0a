using System.Net;
using System.Net.Sockets;
using EcsServiceConnect.Rehearsal.Network;

namespace EcsServiceConnect.Rehearsal.Forwarding;

/// <summary>Connects from inside a network namespace.</summary>
/// <param name="network">Where it dials from.</param>
/// <param name="timeout">How long an answer may take; a packet filter that drops gives none.</param>
internal sealed class Dialer(NetworkNamespace network, TimeSpan timeout)
{
    /// <exception cref="SocketException">Nobody answered: <see cref="SocketError.TimedOut"/> after the time-out.</exception>
    public async Task<NetworkStream> DialAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            return new(await network.ConnectAsync(address, limit.Token).ConfigureAwait(false), ownsSocket: true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SocketException((int)SocketError.TimedOut);
        }
    }
}
