using Yelb.Hosting.Ecs.Rehearsal.Network;
using Yelb.Hosting.Ecs.Rehearsal.Plan;

namespace Yelb.Hosting.Ecs.Rehearsal.LoadBalancing;

/// <summary>An application load balancer. It listens on this machine's loopback, and dials its targets from inside the VPC.</summary>
internal sealed class ApplicationLoadBalancer : IAsyncDisposable
{
    public static Task<ApplicationLoadBalancer> StartAsync(LoadBalancerPlan plan, ElasticNetworkInterface network, RehearsalClock clock) => throw new NotImplementedException();

    public LoadBalancerPlan Plan => throw new NotImplementedException();

    /// <summary>Where each listener, by its port, answers on this machine.</summary>
    public IReadOnlyDictionary<int, Uri> Addresses => throw new NotImplementedException();

    /// <summary>By their plans' names.</summary>
    public IReadOnlyDictionary<string, TargetGroup> TargetGroups => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
