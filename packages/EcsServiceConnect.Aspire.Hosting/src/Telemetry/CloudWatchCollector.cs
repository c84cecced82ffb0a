using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Telemetry;

/// <summary>AWS's distribution of the OpenTelemetry collector as a container of the model.</summary>
/// <remarks>AWS Distro for OpenTelemetry, "Setting up the ADOT Collector in Amazon ECS".</remarks>
internal static class CloudWatchCollector
{
    public const int GrpcPort = 4317;
    public const int HttpPort = 4318;

    /// <summary>The image's program that asks the collector's health_check extension.</summary>
    public const string HealthProgram = "/healthcheck";

    private const string Tag = "v0.50.0";
    private const string OtlpHttp = "otlp-http";

    public static TelemetryReceiver AddTo(IResourceBuilder<EcsEnvironmentResource> environment)
    {
        var name = $"{environment.Resource.Name}-collector";
        var options = new EcsServiceOptions { HealthCheckCommand = [HealthProgram] };
        var collector = environment.ApplicationBuilder.AddContainer(name, "aws-observability/aws-otel-collector", Tag).WithImageRegistry("public.ecr.aws")
            .WithComputeEnvironment(environment)
            .WithEndpoint(port: GrpcPort, targetPort: GrpcPort, scheme: "grpc", name: "otlp")
            .WithHttpEndpoint(port: HttpPort, targetPort: HttpPort, name: OtlpHttp)
            .WithAnnotation(options)
            .WithAnnotation(new EcsCloudWatchExportAnnotation())

            // Read late: whether there is a dashboard is known when the AppHost has said all.
            .WithEnvironment(context => context.EnvironmentVariables["AOT_CONFIG_CONTENT"] =
                CollectorConfiguration.Write(environment.Resource.Name, name, options.Memory, environment.Resource.Dashboard));
        return new(collector.Resource, collector.GetEndpoint("otlp"), collector.GetEndpoint(OtlpHttp)) { TakesDeltas = true };
    }
}
