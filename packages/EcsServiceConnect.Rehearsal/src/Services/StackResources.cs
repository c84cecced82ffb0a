using EcsServiceConnect.Rehearsal.LoadBalancing;
using EcsServiceConnect.Rehearsal.Network;
using EcsServiceConnect.Rehearsal.ServiceConnect;

namespace EcsServiceConnect.Rehearsal.Services;

/// <summary>What the services of a stack share.</summary>
/// <param name="Vpc">The network.</param>
/// <param name="Namespaces">The Service Connect namespaces by name.</param>
/// <param name="TargetGroups">The load balancers' target groups by name.</param>
/// <param name="Metrics">What the proxies count.</param>
/// <param name="Delays">What the user has slowed.</param>
/// <param name="Files">Volumes and logs.</param>
/// <param name="Volumes">Who writes where.</param>
/// <param name="UnknownNames">Who came too early.</param>
/// <param name="Clock">The control plane's time.</param>
/// <param name="Events">What happened, for people.</param>
internal sealed record StackResources(
    Vpc Vpc,
    IReadOnlyDictionary<string, CloudMapNamespace> Namespaces,
    IReadOnlyDictionary<string, TargetGroup> TargetGroups,
    ServiceConnectMetrics Metrics,
    ServiceDelays Delays,
    RehearsalFiles Files,
    VolumeWriters Volumes,
    UnknownNames UnknownNames,
    RehearsalClock Clock,
    EventLog Events);
