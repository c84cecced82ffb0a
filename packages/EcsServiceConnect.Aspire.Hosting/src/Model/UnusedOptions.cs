namespace EcsServiceConnect.Hosting.Model;

/// <summary>Options of which nothing is made, so that somebody may count on what is not there.</summary>
internal static class UnusedOptions
{
    public static IEnumerable<string> Warnings(IReadOnlyCollection<EcsService> services, EcsEnvironmentResource environment)
    {
        foreach (var service in services)
        {
            // The dashboard has its port at the load balancer, whether it is there or not.
            if (!service.PublicPorts.Any() && service.Page is null && Join(OfBalancer(service.Options)) is { } balanced)
            {
                yield return $"'{service.Name}' has {balanced}, and no external endpoint that a load balancer sends to: make one external (WithExternalHttpEndpoints), or leave it out.";
            }

            if (service.ManagedStore is { Name: var store } && Join(OfTasks(service.Options)) is { } tasks)
            {
                yield return $"'{service.Name}' has {tasks}, and becomes {store}, which has no tasks: leave it out.";
            }
        }

        if (!services.Any(s => s.PublicPorts.Any()) && Join(OfBalancer(environment.LoadBalancer)) is { } unseen)
        {
            yield return $"Environment '{environment.Name}' has {unseen}, and no resource with an external endpoint, so that there is no load balancer.";
        }
    }

    private static string? Join(IEnumerable<(string Name, bool IsSet)> options) =>
        options.Where(o => o.IsSet).Select(o => o.Name).ToList() is { Count: > 0 } set ? string.Join(", ", set) : null;

    private static IEnumerable<(string Name, bool IsSet)> OfBalancer(EcsServiceOptions options) =>
    [
        (nameof(options.PublicRoute), options.PublicRoute is not null),
        (nameof(options.OwnLoadBalancer), options.OwnLoadBalancer),
        (nameof(options.StickySessions), options.StickySessions is not null),
        (nameof(options.HealthCheckPath), options.HealthCheckPath is not null),
    ];

    private static IEnumerable<(string Name, bool IsSet)> OfTasks(EcsServiceOptions options) =>
    [
        (nameof(options.DesiredCount), options.DesiredCount is not null),
        (nameof(options.Scaling), options.Scaling is not null),
        (nameof(options.UseSpot), options.UseSpot is not null),
    ];

    private static IEnumerable<(string Name, bool IsSet)> OfBalancer(EcsLoadBalancerOptions options) =>
    [
        ($"LoadBalancer.{nameof(options.WebAclArn)}", options.WebAclArn is not null),
        ($"LoadBalancer.{nameof(options.AccessLogsBucket)}", options.AccessLogsBucket is not null),
        ($"LoadBalancer.{nameof(options.DeletionProtection)}", options.DeletionProtection),
        ($"LoadBalancer.{nameof(options.IdleTimeout)}", options.IdleTimeout is not null),
    ];
}
