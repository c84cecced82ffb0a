using Yelb.Hosting.Ecs.Rehearsal.Network;
using Yelb.Hosting.Ecs.Rehearsal.Plan;

namespace Yelb.Hosting.Ecs.Rehearsal.ServiceConnect;

/// <summary>A task's Service Connect proxy: for what the task dials, and for what it serves.</summary>
internal sealed class ServiceConnectProxy : IAsyncDisposable
{
    /// <summary>Starts it; when it returns, the application may be started.</summary>
    /// <param name="serviceName">The ECS service that the task belongs to.</param>
    /// <param name="network">The task's network.</param>
    /// <param name="known">What the namespace has at this moment; what comes later stays unknown to the task.</param>
    /// <param name="served">What the task serves.</param>
    /// <param name="metrics">Counts.</param>
    /// <param name="faults">Delays that the user asked for.</param>
    public static Task<ServiceConnectProxy> StartAsync(
        string serviceName,
        ElasticNetworkInterface network,
        IReadOnlyList<CloudMapService> known,
        IReadOnlyList<EndpointPlan> served,
        ServiceConnectMetrics metrics,
        ServiceFaults faults) => throw new NotImplementedException();

    /// <summary>The lines that Service Connect adds to the task's hosts file.</summary>
    public IReadOnlyList<string> Hosts => throw new NotImplementedException();

    /// <summary>The hosts that it avoids now: discovery name and address.</summary>
    public IReadOnlyList<(string DiscoveryName, string Address)> Ejected => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
