using System.Net;
using System.Net.Sockets;
using EcsServiceConnect.Rehearsal.Plan;
using Microsoft.AspNetCore.Connections;

namespace EcsServiceConnect.Rehearsal.ServiceConnect;

/// <summary>What a task's proxy does with connections that the task opens to an endpoint without an appProtocol: each goes to one host, whole.</summary>
/// <remarks>That another host is tried as often as for a request is inferred from Envoy's max_connect_attempts.</remarks>
internal sealed class TcpClientSide(UpstreamHosts hosts, EndpointPlan endpoint, TargetMetrics metrics, ServiceConnectSettings settings)
{
    private readonly TcpRelay _relay = new() { IdleTimeout = endpoint.IdleTimeout };

    public async Task HandleAsync(ConnectionContext client)
    {
        if (await ConnectAsync().ConfigureAwait(false) is { } target)
        {
            await _relay.RunAsync(client, target).ConfigureAwait(false);
        }
        else
        {
            // The end of this closes the connection.
            metrics.Failed();
        }
    }

    private async Task<NetworkStream?> ConnectAsync()
    {
        var tried = new List<IPEndPoint>();
        var revision = hosts.NextRevision(isTest: false);
        while (tried.Count <= settings.Retries && hosts.Next(tried, revision) is { } host)
        {
            if (tried.Count > 0)
            {
                metrics.Retried();
            }

            tried.Add(host);
            try
            {
                return await hosts.DialAsync(host, CancellationToken.None).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                // The next one.
            }
        }

        return null;
    }
}
