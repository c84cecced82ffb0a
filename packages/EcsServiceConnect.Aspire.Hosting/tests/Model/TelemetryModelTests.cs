using Aspire.Hosting;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Tests.Model;

/// <summary>Who sends telemetry where.</summary>
public sealed class TelemetryModelTests
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string Headers = "OTEL_EXPORTER_OTLP_HEADERS";

    [Fact]
    public async Task Those_send_to_the_dashboard_that_aspire_has_send_locally()
    {
        var application = await PublishedModel.ReadAsync(builder =>
        {
            builder.AddEcsEnvironment("test").WithDashboard();
            builder.AddProject<SampleProject>("project");
            builder.AddThing("asked").WithOtlpExporter(OtlpProtocol.HttpProtobuf);
            builder.AddThing("other");
            builder.AddProject<SampleProject>("elsewhere").WithEnvironment(Endpoint, "https://telemetry.example.com");
            builder.AddProject<SampleProject>("chatty").WithEnvironment(Protocol, "http/protobuf").WithEnvironment(Headers, "tenant=1");
            builder.AddProject<SampleProject>("task").WithExplicitStart();
        });

        var dashboard = application.Service("test-dashboard");
        var project = application.Service("project");
        Assert.Equal(("http://<test-dashboard>:18889", "grpc", "project"), (project.Text(Endpoint), project.Text(Protocol), project.Text("OTEL_SERVICE_NAME")));
        Assert.Equal("x-otlp-api-key=<test-dashboard-key>", project.Text(Headers));
        Assert.True(project.Variables.Single(v => v.Name == Headers).Value.IsSecret);
        Assert.Equal([18889], project.References.Single(r => r.Server == dashboard).Ports.Select(p => p.AliasPort));
        Assert.Equal(EcsAppProtocol.Grpc, dashboard.Ports.Single(p => p.AliasPort == 18889).AppProtocol);

        var asked = application.Service("asked");
        Assert.Equal(("http://<test-dashboard>:18890", "http/protobuf"), (asked.Text(Endpoint), asked.Text(Protocol)));
        Assert.Equal("http://<test-dashboard>:18890", application.Service("chatty").Text(Endpoint));
        Assert.Equal("https://telemetry.example.com", application.Service("elsewhere").Text(Endpoint));
        Assert.All(["other", "elsewhere", "test-dashboard", "task"], name => Assert.DoesNotContain(application.Service(name).Variables, v => v.Name is Headers or "OTEL_SERVICE_NAME"));
        Assert.Single(application.Warnings, w => w.StartsWith("'task' is started by hand (WithExplicitStart)", StringComparison.Ordinal) && w.EndsWith("it sends no telemetry to 'test-dashboard'.", StringComparison.Ordinal));
        Assert.Single(application.Warnings, w => w.StartsWith($"'chatty' sets {Headers} itself, and 'test-dashboard' refuses", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_both_they_send_to_the_collector_and_that_one_to_the_dashboard_whichever_comes_first()
    {
        foreach (var isDashboardFirst in new[] { true, false })
        {
            var application = await PublishedModel.ReadAsync(builder =>
            {
                var environment = builder.AddEcsEnvironment("test");
                _ = isDashboardFirst ? environment.WithDashboard().WithCloudWatchTelemetry() : environment.WithCloudWatchTelemetry().WithDashboard();
                builder.AddProject<SampleProject>("project");
            });

            var (project, collector) = (application.Service("project"), application.Service("test-collector"));
            Assert.Equal(("http://<test-collector>:4317", "delta"), (project.Text(Endpoint), project.Text("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE")));
            Assert.DoesNotContain(project.Variables, v => v.Name == Headers);
            Assert.Equal(["test-collector"], project.References.Select(r => r.Server.Name));
            Assert.Equal(["test-dashboard"], collector.References.Select(r => r.Server.Name));
            Assert.Contains("""
                  otlp/dashboard:
                    endpoint: <test-dashboard>:18889
                    tls:
                      insecure: true
                    headers:
                      x-otlp-api-key: "<test-dashboard-key>"
                service:
                """, collector.Text("AOT_CONFIG_CONTENT"), StringComparison.Ordinal);
            Assert.Contains("exporters: [awsxray, otlp/dashboard]", collector.Text("AOT_CONFIG_CONTENT"), StringComparison.Ordinal);
            Assert.Contains("exporters: [awsemf]", collector.Text("AOT_CONFIG_CONTENT"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_collector_alone_knows_of_no_dashboard_and_stays_below_its_memory()
    {
        var application = await PublishedModel.ReadAsync(builder =>
            builder.AddEcsEnvironment("test").WithCloudWatchTelemetry(collector => collector.PublishAsEcsService(service => service.Memory = 1000)));

        var configuration = application.Service("test-collector").Text("AOT_CONFIG_CONTENT");
        Assert.DoesNotContain("dashboard", configuration, StringComparison.Ordinal);
        Assert.Contains("limit_mib: 800\n", configuration, StringComparison.Ordinal);
        Assert.Contains("log_group_name: /ecs/test/test-collector/metrics\n", configuration, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_is_there_unasked_nor_twice()
    {
        Assert.Empty((await PublishedModel.ReadAsync(builder => builder.AddEcsEnvironment("test"))).Services);

        var application = await PublishedModel.ReadAsync(builder => builder.AddEcsEnvironment("test").WithDashboard().WithDashboard(dashboard => dashboard.WithImageTag("13.0")));
        Assert.EndsWith("/aspire-dashboard:13.0", Assert.IsType<EcsRegistryImage>(Assert.Single(application.Services).Image).Reference, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_external_dashboard_shows_its_page_only_and_takes_a_domain()
    {
        var application = await PublishedModel.ReadAsync(builder => builder.AddEcsEnvironment("test")
            .WithProperties(environment => environment.Domain = new("shop.example.com", "example.com", "Z0123456789"))
            .WithDashboard(dashboard => dashboard.WithExternalHttpEndpoints()));

        var external = application.Service("test-dashboard");
        Assert.Equal([(18888, 18888)], external.PublicPorts.Select(p => (p.ContainerPort, p.Public!.Port)));
        Assert.Equal("true", external.Text("ASPIRE_DASHBOARD_FORWARDEDHEADERS_ENABLED"));
        Assert.False(external.HasPortSession);

        var fault = await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishedModel.ReadAsync(builder =>
            builder.AddEcsEnvironment("test").WithDashboard(dashboard => dashboard.WithExternalHttpEndpoints())));
        Assert.StartsWith("'test-dashboard' is external, and environment 'test' has no domain", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_task_would_have_a_part_of_it()
    {
        var fault = await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishedModel.ReadAsync(builder =>
            builder.AddEcsEnvironment("test").WithDashboard(dashboard => dashboard.PublishAsEcsService(service => service.DesiredCount = 2))));
        Assert.StartsWith("'test-dashboard' keeps telemetry in the memory of its task", fault.Message, StringComparison.Ordinal);
    }
}
