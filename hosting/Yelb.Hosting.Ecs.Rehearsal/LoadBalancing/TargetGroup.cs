using System.Net;
using Yelb.Hosting.Ecs.Rehearsal.Plan;

namespace Yelb.Hosting.Ecs.Rehearsal.LoadBalancing;

/// <summary>A target group: its targets, and what its health checks say of each.</summary>
internal sealed class TargetGroup
{
    public TargetGroupPlan Plan => throw new NotImplementedException();

    public void Register(string taskId, IPEndPoint address) => throw new NotImplementedException();

    /// <summary>Sends it nothing new; completes when it has finished what it had, or after the deregistration delay.</summary>
    public Task DeregisterAsync(string taskId) => throw new NotImplementedException();

    /// <summary>Null where it is not registered.</summary>
    public TargetHealth? HealthOf(string taskId) => throw new NotImplementedException();
}

/// <summary>As Elastic Load Balancing tells it.</summary>
internal enum TargetHealth
{
    Initial,
    Healthy,
    Unhealthy,
    Draining,
}
