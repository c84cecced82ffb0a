using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using EcsServiceConnect.Rehearsal.Forwarding;

namespace EcsServiceConnect.Rehearsal.ServiceConnect;

/// <summary>The tasks behind an endpoint as a client's proxy sees them: in turn, without those that it avoids.</summary>
/// <remarks>
/// Amazon ECS Developer Guide, "Amazon ECS Service Connect components": round robin is the only way; a retry avoids the
/// host that was tried before. That all are used when all are out is inferred from Envoy's panic threshold.
/// </remarks>
internal sealed class UpstreamHosts(CloudMapService service, Dialer dialer, TargetMetrics metrics, ServiceConnectSettings settings)
{
    private readonly OutlierDetection _outliers = new(settings, TimeProvider.System);
    private readonly ConcurrentDictionary<int, RoundRobin> _turns = [];
    private readonly WeightedTurns<int> _revisions = new();

    /// <summary>The hosts that are registered and out now.</summary>
    public IEnumerable<IPEndPoint> Ejected => service.Instances.Select(i => i.Address).Where(_outliers.IsOut);

    /// <summary>The revision that a request or connection goes to; null where any will do.</summary>
    /// <param name="isTest">Whether it asks for the one that is deployed.</param>
    public int? NextRevision(bool isTest) => service.Traffic is not { } traffic ? null
        : isTest && traffic.Next is { } next ? next
        : _revisions.Next(traffic.Weights);

    /// <summary>The next host, not one of those tried where there are others; null where there is none at all.</summary>
    /// <param name="tried">Where it was sent before.</param>
    /// <param name="revision">Whose hosts; any, where that has none, as it may have gone meanwhile.</param>
    public IPEndPoint? Next(IReadOnlyCollection<IPEndPoint> tried, int? revision = null)
    {
        var instances = service.Instances;
        IPEndPoint[] ofRevision = [.. instances.Where(i => i.Revision == revision).Select(i => i.Address)];
        IPEndPoint[] all = ofRevision.Length > 0 ? ofRevision : [.. instances.Select(i => i.Address)];
        IPEndPoint[] good = [.. all.Where(a => !_outliers.IsOut(a))];
        var candidates = good.Length > 0 ? good : all;
        IPEndPoint[] untried = [.. candidates.Except(tried)];
        return _turns.GetOrAdd(revision ?? 0, _ => new()).Next(untried.Length > 0 ? untried : candidates);
    }

    /// <exception cref="SocketException">No connection; it is counted against the host.</exception>
    public async Task<NetworkStream> DialAsync(IPEndPoint host, CancellationToken cancellationToken)
    {
        try
        {
            return await dialer.DialAsync(host, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            if (_outliers.HasFailed(host))
            {
                metrics.Ejected();
            }

            throw;
        }
    }
}
