using System.Net;
using System.Net.Sockets;
using EcsServiceConnect.Rehearsal.Forwarding;
using EcsServiceConnect.Rehearsal.Plan;
using Microsoft.AspNetCore.Connections;

namespace EcsServiceConnect.Rehearsal.ServiceConnect;

/// <summary>What a task's proxy does with connections to an endpoint without an appProtocol: it joins each to one with the application on 127.0.0.1.</summary>
internal sealed class TcpServerSide(EndpointPlan endpoint, Dialer dialer, ServedMetrics metrics, Func<TimeSpan> delay)
{
    private readonly IPEndPoint _application = new(IPAddress.Loopback, endpoint.ContainerPort);
    private readonly TcpRelay _relay = new() { Received = metrics.Processed, Delay = delay };

    public async Task HandleAsync(ConnectionContext client)
    {
        NetworkStream target;
        try
        {
            target = await dialer.DialAsync(_application, CancellationToken.None).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // The application is not there; the end of this closes the connection.
            return;
        }

        await _relay.RunAsync(client, target).ConfigureAwait(false);
    }
}
