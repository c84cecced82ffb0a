using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Alarms;

/// <summary>A graph of a dashboard.</summary>
/// <param name="Title">What it shows, with its unit.</param>
/// <param name="Metrics">The lines, each with its name.</param>
internal sealed record EcsGraph(string Title, IReadOnlyList<(string Label, EcsMetric Metric)> Metrics);

/// <summary>What one looks at first: the way in, what services see of each other, their tasks, and what keeps data.</summary>
internal static class OperationsDashboard
{
    private static readonly string[] _shares = ["p50", "p99"];

    internal static IReadOnlyList<EcsGraph> Of(EcsApplication application, EcsEnvironmentResource environment)
    {
        var services = application.Services.Where(s => s is { ManagedStore: null, IsStandaloneTask: false }).ToList();
        var pages = services.Where(s => s.PublicPorts.Any()).ToList();
        var calls = services.SelectMany(s => ServiceCalls.Of(s, application), (server, call) => (Label: $"{call.Client.Name} to {server.Name}", Call: call)).ToList();
        EcsGraph[] graphs =
        [
            new("Requests of users, a minute", [.. pages.Select(p => (p.Name, LoadBalancerAlarms.OfTargets("RequestCount", "Sum", p)))]),
            new("Errors that users see, 5xx a minute", [.. pages.Select(p => (p.Name, LoadBalancerAlarms.OfTargets("HTTPCode_Target_5XX_Count", "Sum", p))),
                .. LoadBalancerAlarms.OfBalancers(application).Select(a => ($"the load balancer of {a.Resource}", a.Metrics[0]))]),
            new("Response time that users see, seconds", [.. pages.SelectMany(_ => _shares, (p, share) => ($"{p.Name} {share}", LoadBalancerAlarms.OfTargets("TargetResponseTime", share, p)))]),
            new("Requests between services, for each task and minute", [.. calls.Select(c => (c.Label, ServiceAlarms.OfCall("RequestCountPerTarget", "Average", c.Call)))]),
            new("Errors between services, 5xx a minute", [.. calls.Select(c => (c.Label, ServiceAlarms.OfCall("HTTPCode_Target_5XX_Count", "Sum", c.Call)))]),
            new("Response time between services, ms", [.. calls.Select(c => (c.Label, ServiceAlarms.OfCall("TargetResponseTime", "Average", c.Call)))]),
            new("Tasks", [.. services.Select(s => (s.Name, environment.HasContainerInsights ? ServiceAlarms.Count("RunningTaskCount", s) : ServiceAlarms.OfService("CPUUtilization", "SampleCount", s)))]),
            new("CPU, per cent", [.. services.Select(s => (s.Name, ServiceAlarms.OfService("CPUUtilization", "Average", s)))]),
            new("Memory, per cent", [.. services.Select(s => (s.Name, ServiceAlarms.OfService("MemoryUtilization", "Maximum", s)))]),
            new("Open connections to servers of TCP", [.. services.SelectMany(s => s.Ports.Where(p => p is { IsServed: true, AppProtocol: null }), Connections)]),
            .. StackAlarms.Of(application, environment).Where(a => a.Service?.ManagedStore is not null || a.Metrics[0].Namespace == "AWS/EFS")
                .GroupBy(a => a.Metrics[0].Name).Select(g => new EcsGraph(g.Key, [.. g.SelectMany(a => a.Metrics.Where(m => m.Name == g.Key), (a, m) => ($"{a.Resource}{m.Dimensions[0].Detail}", m))])),
        ];
        return [.. graphs.Where(g => g.Metrics.Count > 0)];
    }

    private static (string Label, EcsMetric Metric) Connections(EcsService service, EcsPort port) =>
        (port.Name, new(ServiceAlarms.Ecs, "ActiveConnectionCount", "Sum", EcsDimension.Cluster, EcsDimension.Text("ServiceName", service.Name), EcsDimension.Text("DiscoveryName", port.Name)));
}
