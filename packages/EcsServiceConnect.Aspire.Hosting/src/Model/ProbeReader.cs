using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>
/// Reads a resource's probes (Aspire, "WithHttpProbe") and health checks. The liveness probe becomes the container's
/// health check, the readiness probe the load balancer's, the startup probe the time until failures count.
/// </summary>
internal static class ProbeReader
{
    /// <param name="resource">The resource.</param>
    /// <param name="ports">Its endpoints.</param>
    /// <param name="path">What its options say that the load balancer asks for; null where they say nothing.</param>
    public static EcsProbes Read(IResource resource, IReadOnlyList<EcsPort> ports, string? path)
    {
        var probes = resource.Annotations.OfType<EndpointProbeAnnotation>().ToList();
        var external = ports.FirstOrDefault(p => p.IsExternal);
        return new()
        {
            Container = Find(ProbeType.Liveness) is { } liveness ? Container(liveness, ports) : null,
            StartPeriod = Find(ProbeType.Startup) is { } startup
                ? TimeSpan.FromSeconds(startup.InitialDelaySeconds + (startup.PeriodSeconds * startup.FailureThreshold))
                : null,
            Target = path is not null ? new(path, "200")
                : new[] { ProbeType.Readiness, ProbeType.Startup, ProbeType.Liveness }.Select(Find).FirstOrDefault(p => p is not null && Leads(p, external)) is { } probe ? Target(probe)
                : external is not null && HealthCheckPath(resource, external) is { } checkedPath ? new(checkedPath, EcsTargetProbe.AnyAnswer)
                : null,
        };

        EndpointProbeAnnotation? Find(ProbeType type) => probes.Find(p => p.Type == type);
    }

    /// <summary>Reports a liveness probe that nothing in the container can ask: ECS asks from inside it, by a program of its image.</summary>
    public static void ReportUnasked(IResource resource, EcsService service, EcsFindings findings)
    {
        if (service.ManagedStore is not null || service.Options.HealthCheckCommand is not null
            || resource.Annotations.OfType<EndpointProbeAnnotation>().FirstOrDefault(p => p.Type == ProbeType.Liveness) is not { } probe)
        {
            return;
        }

        var path = Path(probe);
        if (service.Runtime == EcsRuntime.Other)
        {
            findings.Warnings.Add($"The liveness probe {path} of '{service.Name}' is asked by nobody: ECS asks inside the container by a program of its image, which is not known. Name one: .PublishAsEcsService(service => service.HealthCheckCommand = [\"curl\", \"-fsS\", \"http://127.0.0.1:{service.Ports.FirstOrDefault(p => Leads(probe, p))?.ContainerPort ?? 80}{path}\"]).");
        }
        else if (service is { Runtime: var runtime, Probes.Container: null } && runtime == EcsRuntime.DotNet)
        {
            findings.Warnings.Add($"The liveness probe {path} of '{service.Name}' is asked in HTTP/1.1, which its endpoint '{probe.EndpointReference.EndpointName}' does not speak: ECS asks for a connection instead. Give the probe an endpoint of HTTP/1.1, or a command by .PublishAsEcsService(service => service.HealthCheckCommand = […]).");
        }
    }

    private static bool Leads(EndpointProbeAnnotation probe, EcsPort? port) => port is not null && port.Is(probe.EndpointReference.EndpointName);

    // Amazon ECS API Reference, "HealthCheck": interval 5 to 300 s, timeout 2 to 60 s, retries 1 to 10. HTTP/2 without TLS
    // can't be asked in HTTP/1.1.
    private static EcsContainerProbe? Container(EndpointProbeAnnotation probe, IReadOnlyList<EcsPort> ports) =>
        ports.FirstOrDefault(p => Leads(probe, p)) is { AppProtocol: EcsAppProtocol.Http } port
            ? new(port.ContainerPort, Path(probe), Seconds(probe.TimeoutSeconds, 1, 50), Seconds(probe.PeriodSeconds, 5, 300), Math.Clamp(probe.FailureThreshold, 1, 10))
            : null;

    // Elastic Load Balancing API Reference, "CreateTargetGroup": interval 5 to 300 s, timeout 2 to 120 s and below it,
    // thresholds 2 to 10.
    private static EcsTargetProbe Target(EndpointProbeAnnotation probe)
    {
        var interval = Seconds(probe.PeriodSeconds, 5, 300);
        return new(Path(probe), "200-299")
        {
            Interval = interval,
            Timeout = Seconds(probe.TimeoutSeconds, 2, Math.Min(120, (int)interval.TotalSeconds - 1)),
            Successes = Math.Clamp(probe.SuccessThreshold, 2, 10),
            Failures = Math.Clamp(probe.FailureThreshold, 2, 10),
        };
    }

    private static string Path(EndpointProbeAnnotation probe) => probe.Path.StartsWith('/') ? probe.Path : $"/{probe.Path}";

    private static TimeSpan Seconds(int value, int least, int most) => TimeSpan.FromSeconds(Math.Clamp(value, least, most));

    /// <summary>
    /// The path of a health check that <c>WithHttpHealthCheck</c> added. Aspire keeps it in the check's name only:
    /// <c>RESOURCE_ENDPOINT_PATH_STATUS_check</c>; what is named otherwise is somebody's own check, and no path.
    /// </summary>
    private static string? HealthCheckPath(IResource resource, EcsPort port) =>
        (from annotation in resource.Annotations.OfType<HealthCheckAnnotation>()
         from endpoint in port.StandsInFor.Append(port.Endpoint.Name)
         let prefix = $"{resource.Name}_{endpoint}_"
         where annotation.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && annotation.Key.EndsWith("_check", StringComparison.Ordinal)
         let rest = annotation.Key[prefix.Length..^"_check".Length]
         let end = rest.LastIndexOf('_')
         where end > 0 && int.TryParse(rest[(end + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _)
         let path = rest[..end]
         select path.StartsWith('/') ? path : $"/{path}").FirstOrDefault();
}
