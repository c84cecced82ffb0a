using System.Collections.Concurrent;

namespace EcsServiceConnect.Rehearsal.ServiceConnect;

/// <summary>
/// Service Connect's metrics by the names that CloudWatch has them under. Everything is counted from the start on: what a
/// period had is the difference of two snapshots.
/// </summary>
/// <remarks>
/// Amazon ECS Developer Guide, "Amazon ECS CloudWatch metrics": by DiscoveryName what the proxies of the tasks that serve
/// an endpoint have received, by ServiceName and TargetDiscoveryName what the proxies of a client's tasks have sent there.
/// </remarks>
internal sealed class ServiceConnectMetrics
{
    private readonly ConcurrentDictionary<string, ServedMetrics> _served = [];
    private readonly ConcurrentDictionary<(string ServiceName, string TargetDiscoveryName), TargetMetrics> _targets = [];

    /// <summary>Of an endpoint, by its discovery name.</summary>
    public ServedMetrics Served(string discoveryName) => _served.GetOrAdd(discoveryName, _ => new());

    /// <summary>Of a service as the client of an endpoint.</summary>
    public TargetMetrics Target(string serviceName, string targetDiscoveryName) => _targets.GetOrAdd((serviceName, targetDiscoveryName), _ => new());

    /// <summary>Of all clients of an endpoint.</summary>
    public TargetCounts TargetOfAll(string targetDiscoveryName) =>
        _targets.Where(t => t.Key.TargetDiscoveryName == targetDiscoveryName).Aggregate(default(TargetCounts), (sum, target) => sum + target.Value.Counts);
}
