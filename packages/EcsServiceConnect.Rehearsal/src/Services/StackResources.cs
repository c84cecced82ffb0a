using EcsServiceConnect.Rehearsal.Alarms;
using EcsServiceConnect.Rehearsal.LoadBalancing;
using EcsServiceConnect.Rehearsal.Network;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Rehearsal.ServiceConnect;

namespace EcsServiceConnect.Rehearsal.Services;

/// <summary>What the services of a stack share.</summary>
/// <param name="Vpc">The network.</param>
/// <param name="Namespaces">The Service Connect namespaces by name.</param>
/// <param name="TargetGroups">The load balancers' target groups by name.</param>
/// <param name="Forwards">What its listeners' rules forward to, by the rules' logical ids.</param>
/// <param name="Metrics">What the proxies count.</param>
/// <param name="Delays">What the user has slowed.</param>
/// <param name="Files">Volumes and logs.</param>
/// <param name="Volumes">Who writes where.</param>
/// <param name="UnknownNames">Who came too early.</param>
/// <param name="Clock">The control plane's time.</param>
/// <param name="DeploymentClock">The time of bake times and alarms.</param>
/// <param name="Events">What happened, for people.</param>
internal sealed record StackResources(
    Vpc Vpc,
    IReadOnlyDictionary<string, CloudMapNamespace> Namespaces,
    IReadOnlyDictionary<string, TargetGroup> TargetGroups,
    IReadOnlyDictionary<string, ForwardWeights> Forwards,
    ServiceConnectMetrics Metrics,
    ServiceDelays Delays,
    RehearsalFiles Files,
    VolumeWriters Volumes,
    UnknownNames UnknownNames,
    RehearsalClock Clock,
    RehearsalClock DeploymentClock,
    EventLog Events)
{
    /// <summary>The alarms that deployments look at, by their logical ids.</summary>
    public IReadOnlyDictionary<string, CloudWatchAlarm> Alarms { get; private set; } = new Dictionary<string, CloudWatchAlarm>();

    public void Watch(IEnumerable<AlarmPlan> alarms) => Alarms = alarms.ToDictionary(a => a.LogicalId, a => new CloudWatchAlarm(a, this));

    /// <summary>What a service serves; its endpoints are known in the namespace from now on.</summary>
    public IReadOnlyList<CloudMapService> EndpointsOf(ServicePlan plan)
    {
        if (plan.Namespace is null)
        {
            return [];
        }

        var @namespace = Namespaces[plan.Namespace];
        return [.. plan.Endpoints.Select(e => @namespace.Services.FirstOrDefault(s => s.ServiceName == plan.Name && s.Endpoint == e) ?? @namespace.Create(plan.Name, e))];
    }
}
