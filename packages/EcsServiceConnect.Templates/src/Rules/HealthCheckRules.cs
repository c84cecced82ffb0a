using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Health checks are there and can be right.</summary>
internal static class HealthCheckRules
{
    [TemplateRule("a health check that waits longer than its interval", "Elastic Load Balancing API Reference, CreateTargetGroup: HealthCheckTimeoutSeconds")]
    public const string SlowTimeout = "health-timeout-above-interval";

    [TemplateRule("a server without a health check: it would get requests before it is ready", "Amazon ECS Developer Guide, Use Service Connect to connect Amazon ECS services with short names", IsPractice = true)]
    public const string Missing = "no-health-check";

    /// <summary>A target group's health check gives up before the next one begins, and a container's not after.</summary>
    /// <remarks>
    /// Elastic Load Balancing API Reference, "CreateTargetGroup", refuses a timeout that is not below the interval
    /// (defaults 5 s and 30 s); Amazon ECS API Reference, "HealthCheck" (the same defaults).
    /// </remarks>
    public static IEnumerable<TemplateViolation> TimeoutsAreBelowIntervals(EcsTopology topology)
    {
        foreach (var group in topology.Template.OfType("AWS::ElasticLoadBalancingV2::TargetGroup"))
        {
            var (timeout, interval) = (group["HealthCheckTimeoutSeconds"].Number ?? 5, group["HealthCheckIntervalSeconds"].Number ?? 30);
            // Of what checks connections, timeout and interval may be the same (Elastic Load Balancing, "Health checks for Network Load Balancer target groups").
            var mayEqual = (group["HealthCheckProtocol"].Text ?? group["Protocol"].Text) is not ("HTTP" or "HTTPS");
            if ((timeout > interval || (timeout == interval && !mayEqual)) && !group["HealthCheckTimeoutSeconds"].IsUnknown && !group["HealthCheckIntervalSeconds"].IsUnknown)
            {
                var service = topology.Services.FirstOrDefault(s => s.LoadBalancers.Concat(TrafficShift.AlternatesOf(s)).Any(l => l.TargetGroup == group.LogicalId));
                yield return topology.Violation(SlowTimeout, service?.Resource ?? group, $"the health check of target group {group.LogicalId} waits {timeout} s and runs every {interval} s; make the timeout the shorter one.");
            }
        }

        foreach (var task in topology.TaskDefinitions)
        {
            foreach (var container in task.Containers.Where(c => c.HasHealthCheck))
            {
                var check = container.Definition["HealthCheck"];
                var (timeout, interval) = (check["Timeout"].Number ?? 5, check["Interval"].Number ?? 30);
                if (timeout > interval && !check["Timeout"].IsUnknown && !check["Interval"].IsUnknown)
                {
                    // ECS takes it, as AWS's own examples with Envoy have it: the next check waits for the one before.
                    yield return topology.Violation(SlowTimeout, task, $"the health check of container {container.Name} waits {timeout} s and runs every {interval} s; make the timeout the shorter one.") with { IsAdvice = true };
                }
            }
        }
    }

    /// <summary>A container that Service Connect sends requests to has a health check.</summary>
    /// <remarks>Amazon ECS Developer Guide, "Use Service Connect to connect Amazon ECS services with short names": a task without one gets requests as soon as it runs, ready or not.</remarks>
    public static IEnumerable<TemplateViolation> ServersHaveOne(EcsTopology topology) =>
        from endpoint in topology.Endpoints
        where endpoint.Container is { HasHealthCheck: false }
        group endpoint by (endpoint.Service, endpoint.Container) into served
        select topology.Violation(Missing, served.Key.Service, $"container {served.Key.Container.Name} serves {string.Join(", ", served.SelectMany(e => e.Aliases))} and has no health check, so it gets requests before it is ready; give it one that its image can run (HealthCheckCommand in PublishAsEcsService).") with { IsAdvice = true };
}
