using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.Images;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>What Service Connect does with a port fits what is spoken there.</summary>
internal static partial class ProtocolRules
{
    [TemplateRule("HTTP on a port without `appProtocol`, which pins a connection to one task", "Amazon ECS API Reference, PortMapping: appProtocol", IsPractice = true)]
    public const string NoAppProtocol = "http-without-app-protocol";

    [TemplateRule("`https://` to a port whose `appProtocol` is HTTP", "Amazon ECS API Reference, PortMapping: appProtocol")]
    public const string TlsAsHttp = "tls-with-app-protocol";

    [TemplateRule("`appProtocol` on the port of a store, which speaks no HTTP", "Amazon ECS API Reference, PortMapping: appProtocol")]
    public const string StoreAsHttp = "store-with-app-protocol";

    [TemplateRule("a port of UDP that Service Connect serves, which passes on TCP", "Amazon ECS API Reference, PortMapping: appProtocol (TCP where there is none), protocol; Amazon ECS Developer Guide, Amazon ECS Service Connect components")]
    public const string Udp = "udp-over-service-connect";

    [TemplateRule("a per-request timeout on TCP", "Amazon ECS API Reference, TimeoutConfiguration")]
    public const string TimeoutOnTcp = "request-timeout-on-tcp";

    [TemplateRule("a per-request timeout on a service that streams", "Amazon ECS API Reference, TimeoutConfiguration: perRequestTimeoutSeconds")]
    public const string CutStream = "request-timeout-cuts-stream";

    [TemplateRule("an idle timeout that ends requests before their own does", "Amazon ECS API Reference, TimeoutConfiguration: idleTimeoutSeconds")]
    public const string ShortIdle = "idle-shorter-than-request-timeout";

    /// <summary>A port that an `http://` URL leads to, or an HTTP target group, has an appProtocol.</summary>
    /// <remarks>
    /// Amazon ECS API Reference, "PortMapping": without appProtocol it is TCP, so that a client's whole connection goes
    /// to one task, with no retry and no HTTP metric. Ports that Service Connect does not serve need none.
    /// </remarks>
    public static IEnumerable<TemplateViolation> HttpHasAppProtocol(EcsTopology topology)
    {
        var called = topology.References
            .Where(r => r.Endpoint is not null && PlainHttp().IsMatch(r.Address.Scheme ?? ""))
            .Select(r => (Endpoint: r.Endpoint!, By: $"{topology.NameOf(r.Client)} calls it by {r.Address.Scheme}://"));
        var targeted =
            from endpoint in topology.Endpoints
            from target in endpoint.Service.LoadBalancers
            where target.Container == endpoint.Container?.Name && target.Port == endpoint.Mapping?.Port
                && topology.Template.Find(target.TargetGroup)?["Protocol"].Text is "HTTP" or "HTTPS"
            select (Endpoint: endpoint, By: "an HTTP target group leads to it");
        return called.Concat(targeted)
            .Where(c => c.Endpoint is { Mapping: not null, IsHttp: false })
            .DistinctBy(c => c.Endpoint)
            .Select(c => topology.Violation(NoAppProtocol, c.Endpoint.Service, $"port {c.Endpoint.PortName} has no appProtocol, but {c.By}, so Service Connect would balance connections instead of requests; declare the endpoint as http."));
    }

    /// <summary>A store's own protocol is none of HTTP's, and the proxy would look for that.</summary>
    /// <remarks>Amazon ECS API Reference, "PortMapping": appProtocol is the application protocol of the port; without it Service Connect passes on TCP.</remarks>
    public static IEnumerable<TemplateViolation> StoresSpeakNoHttp(EcsTopology topology) =>
        from endpoint in topology.Endpoints
        where endpoint.IsHttp && !endpoint.Mapping!.AppProtocol!.Contains(CloudFormation.Placeholder.Open)
            && endpoint.Container?.KnownImage is { Family: ImageFamily.PostgreSql or ImageFamily.Redis or ImageFamily.Valkey or ImageFamily.MySql or ImageFamily.MariaDb or ImageFamily.MongoDb } image
            && image.Port == endpoint.Mapping.Port
        select topology.Violation(StoreAsHttp, endpoint.Service, $"port {endpoint.PortName} has appProtocol {endpoint.Mapping!.AppProtocol}, and its image {endpoint.Container!.Definition["Image"].Text} speaks no HTTP there, so nothing gets through Service Connect's proxy; leave AppProtocol out.");

    /// <summary>A port that an `https://` URL leads to has none: the proxy would look for HTTP in what is encrypted.</summary>
    /// <remarks>Amazon ECS API Reference, "PortMapping": appProtocol adds "protocol-specific connection handling", and is to be what the application speaks.</remarks>
    public static IEnumerable<TemplateViolation> TlsHasNoAppProtocol(EcsTopology topology) =>
        from reference in topology.References
        where reference is { Endpoint.IsHttp: true, Address.Scheme: "https" or "wss" or "grpcs" }
        group reference by reference.Endpoint! into calls
        select topology.Violation(TlsAsHttp, calls.Key.Service, $"port {calls.Key.PortName} has appProtocol {calls.Key.Mapping!.AppProtocol}, but {topology.NameOf(calls.First().Client)} calls it by {calls.First().Address.Scheme}://, which Service Connect's proxy can't read; call it by http://, or declare the endpoint as tcp.");

    /// <summary>Whatever has no appProtocol is TCP to it.</summary>
    public static IEnumerable<TemplateViolation> NothingIsUdp(EcsTopology topology) =>
        from endpoint in topology.Endpoints
        where endpoint.Mapping?.Protocol is "udp" or "UDP"
        select topology.Violation(Udp, endpoint.Service, $"port {endpoint.PortName} is of protocol udp, and Service Connect passes on TCP only, so nothing gets there; make it tcp, or let its clients find it by Cloud Map (ServiceRegistries).");

    /// <summary>"Only idleTimeout is allowed for TCP appProtocol."</summary>
    /// <remarks>Amazon ECS API Reference, "TimeoutConfiguration".</remarks>
    public static IEnumerable<TemplateViolation> NoRequestTimeoutOnTcp(EcsTopology topology) =>
        from endpoint in topology.Endpoints
        where endpoint is { Mapping: not null, IsHttp: false, GivenPerRequestTimeout: not null }
        select topology.Violation(TimeoutOnTcp, endpoint.Service, $"port {endpoint.PortName} is TCP and has a per-request timeout, which ECS refuses; leave the timeout out.");

    /// <summary>A service marked `aspire:streaming` has its per-request timeout off.</summary>
    /// <remarks>Amazon ECS API Reference, "TimeoutConfiguration": it is the time to a complete response; 0 turns it off. Default 15 s (Developer Guide, "Service Connect parameters").</remarks>
    public static IEnumerable<TemplateViolation> StreamsAreNotCut(EcsTopology topology) =>
        from endpoint in topology.Endpoints
        where endpoint is { IsHttp: true, PerRequestTimeout: > 0 } && endpoint.Service.IsMarked("aspire:streaming")
        select topology.Violation(CutStream, endpoint.Service, $"it streams over port {endpoint.PortName}, where Service Connect cuts every response after {endpoint.PerRequestTimeout} s; set the per-request timeout to 0.");

    /// <summary>"If idleTimeout is set to a time that is less than perRequestTimeout, the connection will close when the idleTimeout is reached."</summary>
    /// <remarks>Amazon ECS API Reference, "TimeoutConfiguration".</remarks>
    public static IEnumerable<TemplateViolation> IdleIsNotShorter(EcsTopology topology) =>
        from endpoint in topology.Endpoints
        where endpoint is { IsHttp: true, IdleTimeout: > 0 } && endpoint.IdleTimeout < endpoint.PerRequestTimeout
        select topology.Violation(ShortIdle, endpoint.Service, $"port {endpoint.PortName} closes idle connections after {endpoint.IdleTimeout} s, before a request's {endpoint.PerRequestTimeout} s are over; make the idle timeout the longer one.");

    [GeneratedRegex("^(http|ws|grpc)$", RegexOptions.IgnoreCase)]
    private static partial Regex PlainHttp();
}
