namespace EcsServiceConnect.Hosting.Model;

/// <summary>What a service must not be, told before any template is made, in the words of the AppHost.</summary>
internal static class EcsServiceRules
{
    public static IEnumerable<string> Errors(EcsService service)
    {
        var options = service.Options;
        if (service.IsStandaloneTask && service.Ports.Count > 0)
        {
            yield return $"'{service.Name}' is started by hand (WithExplicitStart), and has the endpoint '{service.Ports[0].Endpoint.Name}': ECS gives names and load balancers to services only. Take the endpoint away, or let it start by itself.";
        }

        if (service.IsStandaloneTask && (service.Volumes.Count > 0 || options.Scaling is not null || options.DesiredCount is not null || service.Replicas > 1))
        {
            yield return $"'{service.Name}' is started by hand (WithExplicitStart), as often as people like: it can have no volume, number, or scaling. Take these away, or let it start by itself.";
        }

        if (service.RunsOnce && (service.IsStandaloneTask || service.ManagedStore is not null || service.Ports.Count > 0 || options.Scaling is not null || options.DesiredCount > 1 || service.Replicas > 1))
        {
            yield return $"'{service.Name}' runs once in each deployment, as another resource waits for its end (WaitForCompletion): it can have no endpoint, number, scaling or explicit start. Take these away, or wait for it by WaitFor.";
        }

        // What a managed store makes nothing of is said, and no error.
        var isStateful = service is { IsStateful: true, ManagedStore: null };
        if (isStateful && options.UseSpot is true)
        {
            yield return $"'{service.Name}' keeps data, and Spot tasks are taken back at two minutes' notice; leave UseSpot out.";
        }

        if (isStateful && (options.Scaling is not null || options.DesiredCount > 1 || service.Replicas > 1))
        {
            yield return $"'{service.Name}' keeps data in a volume, which only one task may write; let it run once.";
        }

        if (options.Scaling is { } scaling)
        {
            if (scaling.MinCapacity > scaling.MaxCapacity || scaling.MinCapacity < 0)
            {
                yield return $"'{service.Name}' can't scale from {scaling.MinCapacity} to {scaling.MaxCapacity} tasks.";
            }

            if (scaling is { CpuUtilization: null, MemoryUtilization: null, RequestsPerTarget: null, ResponseTime: null })
            {
                yield return $"'{service.Name}' scales on nothing; set CpuUtilization or another target.";
            }

            if (scaling.ResponseTime <= TimeSpan.Zero)
            {
                yield return $"'{service.Name}' has a Scaling.ResponseTime of {scaling.ResponseTime}, and no answer takes that; set more than 0.";
            }

            if ((scaling.RequestsPerTarget ?? (object?)scaling.ResponseTime) is not null && !service.Ports.Any(p => p is { IsServed: true, AppProtocol: not null }))
            {
                yield return $"'{service.Name}' can't scale on requests: Service Connect counts them at servers with an HTTP endpoint that others refer to.";
            }
        }

        foreach (var (option, time) in Times(options).Where(t => t.Time?.IsWholeSeconds(TimeSpan.Zero, TimeSpan.FromSeconds(int.MaxValue)) == false))
        {
            yield return $"'{service.Name}' has a {option} of {time}, and AWS takes whole seconds, 0 or more; set one of these.";
        }

        if (options.PerRequestTimeout is not null && service.Ports.All(p => p.AppProtocol is null))
        {
            yield return $"'{service.Name}' has a per-request timeout, but no HTTP endpoint that it could apply to.";
        }

        if (options is { IsStreaming: true, PerRequestTimeout: { Ticks: > 0 } cut })
        {
            yield return $"'{service.Name}' streams, and its per-request timeout of {cut.TotalSeconds:0.#} s would cut the streams; leave one of the two out.";
        }

        // Elastic Load Balancing API Reference, "TargetGroupAttribute": stickiness.lb_cookie.duration_seconds.
        if (options.StickySessions is { } sticky && !sticky.IsWholeSeconds(TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)))
        {
            yield return $"'{service.Name}' has StickySessions of {sticky}, and a load balancer takes whole seconds from 1 s to 7 days; set one of these.";
        }

        foreach (var error in service.ManagedStore?.Errors(service) ?? [])
        {
            yield return error;
        }
    }

    // Amazon ECS API Reference, "TimeoutConfiguration"; Application Auto Scaling API Reference, "TargetTrackingScalingPolicyConfiguration": integers.
    private static (string Option, TimeSpan? Time)[] Times(EcsServiceOptions options) =>
    [
        (nameof(options.PerRequestTimeout), options.PerRequestTimeout),
        (nameof(options.IdleTimeout), options.IdleTimeout),
        ($"{nameof(options.Scaling)}.{nameof(EcsScaling.Cooldown)}", options.Scaling?.Cooldown),
    ];
}
