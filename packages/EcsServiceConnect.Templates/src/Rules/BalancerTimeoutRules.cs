using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A load balancer's idle timeout fits what is behind it.</summary>
/// <remarks>Elastic Load Balancing User Guide for Application Load Balancers, "Edit attributes", connection idle timeout.</remarks>
internal static class BalancerTimeoutRules
{
    [TemplateRule("a load balancer's idle timeout that cuts a stream", "Elastic Load Balancing User Guide for Application Load Balancers, Edit attributes: connection idle timeout")]
    public const string CutStream = "idle-timeout-cuts-stream";

    [TemplateRule("a load balancer's idle timeout that is longer than the keep-alive of the server behind it", "Elastic Load Balancing User Guide for Application Load Balancers, Troubleshoot: HTTP 502")]
    public const string OutlivesKeepAlive = "idle-timeout-outlives-keep-alive";

    private const string Attribute = "idle_timeout.timeout_seconds";

    /// <summary>The default, which is enough for what sends a sign of life as often as browsers and proxies want it.</summary>
    private const int DefaultSeconds = 60;

    /// <summary>Kestrel's, in seconds (ASP.NET Core, KestrelServerLimits.KeepAliveTimeout).</summary>
    private const int KestrelKeepAlive = 130;

    /// <summary>A stream may be silent for a while: the timeout before a service that is marked `aspire:streaming`, or calls one, is not below the default.</summary>
    public static IEnumerable<TemplateViolation> StreamsAreNotCut(EcsTopology topology) =>
        from found in Behind(topology)
        where found.Seconds < DefaultSeconds
        let streams = found.Service.IsMarked("aspire:streaming") ? found.Service
            : topology.References.FirstOrDefault(r => r.Client == found.Service && r.Endpoint?.Service.IsMarked("aspire:streaming") == true)?.Endpoint!.Service
        where streams is not null
        select topology.Violation(CutStream, found.Service, $"{(streams == found.Service ? "it streams" : $"it passes on the stream of {topology.NameOf(streams)}")}, and load balancer {found.Balancer.LogicalId} ends what is silent for {found.Seconds} s; set {Attribute} to {DefaultSeconds} or more.") with { IsAdvice = streams != found.Service };

    /// <summary>Otherwise the load balancer sends a request on a connection that the server just closed, and answers 502.</summary>
    public static IEnumerable<TemplateViolation> KeepAliveIsLonger(EcsTopology topology) =>
        from found in Behind(topology)
        where found.Seconds >= KestrelKeepAlive && IsAspNetCore(found.Service)
        select topology.Violation(OutlivesKeepAlive, found.Service, $"load balancer {found.Balancer.LogicalId} keeps idle connections for {found.Seconds} s, and ASP.NET Core closes them after {KestrelKeepAlive} s, so that now and then a request is answered 502; set {Attribute} below that, or KeepAliveTimeout of Kestrel's limits above it.") with { IsAdvice = true };

    private static IEnumerable<(ServiceDefinition Service, TemplateResource Balancer, int Seconds)> Behind(EcsTopology topology)
    {
        var routes = LoadBalancerRoutes.In(topology.Template);
        return
            from service in topology.Services
            from balancer in service.LoadBalancers.SelectMany(l => routes.BalancersOf(l.TargetGroup)).Distinct()
            let seconds = balancer["LoadBalancerAttributes"].Items.LastOrDefault(a => a["Key"].Text == Attribute)["Value"].Number
            where seconds is not null
            select (service, balancer, seconds.Value);
    }

    private static bool IsAspNetCore(ServiceDefinition service) =>
        service.TaskDefinition?.Containers.Any(c => service.LoadBalancers.Any(l => l.Container == c.Name)
            && c.Environment.Any(v => v.Name is "HTTP_PORTS" || v.Name.StartsWith("ASPNETCORE_", StringComparison.Ordinal))) == true;
}
