using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace EcsServiceConnect.Hosting.Tests.Model;

/// <summary>Who is asked what, to tell whether a resource is well.</summary>
public sealed class ProbeReaderTests
{
    [Fact]
    public async Task Each_kind_of_probe_has_its_place()
    {
        var application = await PublishedModel.ReadAsync(builder => builder.AddProject<WebProject>("web").WithExternalHttpEndpoints()
            .WithHttpProbe(ProbeType.Liveness, "/live", periodSeconds: 20, timeoutSeconds: 3, failureThreshold: 4)
            .WithHttpProbe(ProbeType.Readiness, "/ready", periodSeconds: 15, timeoutSeconds: 6, failureThreshold: 5, successThreshold: 3)
            .WithHttpProbe(ProbeType.Startup, "/started", initialDelaySeconds: 10, periodSeconds: 10, failureThreshold: 12));

        var probes = application.Service("web").Probes;
        Assert.Equal(new(8080, "/live", TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(20), 4), probes.Container);
        Assert.Equal(new("/ready", "200-299") { Interval = TimeSpan.FromSeconds(15), Timeout = TimeSpan.FromSeconds(6), Successes = 3, Failures = 5 }, probes.Target);
        Assert.Equal(TimeSpan.FromSeconds(130), probes.StartPeriod);
    }

    [Fact]
    public async Task A_health_check_for_running_locally_may_be_missing_in_production()
    {
        var application = await PublishedModel.ReadAsync(builder => builder.AddProject<WebProject>("web").WithExternalHttpEndpoints().WithHttpHealthCheck("/health"));

        var probes = application.Service("web").Probes;
        Assert.Equal(new("/health", "200-499"), probes.Target);
        Assert.Null(probes.Container);
        Assert.Contains("tcp://127.0.0.1:8080/", application.Service("web").Runtime.HealthCheck(application.Service("web"))!);
    }

    [Fact]
    public async Task The_options_come_first()
    {
        var application = await PublishedModel.ReadAsync(builder => builder.AddThing("web").WithHttpEndpoint(targetPort: 80).WithExternalHttpEndpoints()
            .WithHttpHealthCheck("/x").PublishAsEcsService(o => o.HealthCheckPath = "/own"));

        Assert.Equal(new("/own", "200"), application.Service("web").Probes.Target);
    }

    [Fact]
    public async Task A_liveness_probe_that_nothing_can_ask_inside_the_container_is_told()
    {
        var application = await PublishedModel.ReadAsync(builder =>
        {
            builder.AddThing("thing").WithHttpEndpoint(targetPort: 80).WithHttpProbe(ProbeType.Liveness, "/alive");
            builder.AddThing("told").WithHttpEndpoint(targetPort: 80).WithHttpProbe(ProbeType.Liveness, "/alive").PublishAsEcsService(o => o.HealthCheckCommand = ["wget", "-q", "http://127.0.0.1/alive"]);
            builder.AddProject<WebProject>("grpc").WithEndpoint("http", e => e.Transport = "http2").WithHttpProbe(ProbeType.Liveness, "/alive");
        });

        Assert.Collection(
            application.Warnings,
            thing => Assert.Contains("probe /alive of 'thing' is asked by nobody", thing, StringComparison.Ordinal),
            grpc => Assert.Contains("probe /alive of 'grpc' is asked in HTTP/1.1", grpc, StringComparison.Ordinal));
    }
}
