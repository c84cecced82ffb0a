using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using EcsServiceConnect.Hosting.Cdk;

namespace EcsServiceConnect.Hosting.Telemetry;

/// <summary>
/// The configuration of the collector. Metrics have the service's name and their own labels as dimensions, for each set of
/// which CloudWatch bills one: what names a process is left out.
/// </summary>
/// <remarks>OpenTelemetry Collector, "Configuration"; opentelemetry-collector-contrib, exporters awsxray, awsemf and awscloudwatchlogs.</remarks>
internal static class CollectorConfiguration
{
    /// <summary>The log groups that it writes to, below that of its own log: metrics in CloudWatch's embedded format, and the services' logs.</summary>
    public static (string Metrics, string Logs) LogGroups { get; } = ("metrics", "logs");

    /// <summary>The configuration; with a dashboard its key is in it, which makes all of it a secret.</summary>
    /// <param name="environment">The namespace of the metrics.</param>
    /// <param name="collector">Whose log groups.</param>
    /// <param name="memory">MiB that it may take; it refuses telemetry before it has taken them.</param>
    /// <param name="dashboard">
    /// Where traces and logs go too; null for nowhere. Metrics do not: the dashboard takes them for sums since a process's
    /// start, and here they are what has come since the last ones.
    /// </param>
    public static ReferenceExpression Write(string environment, string collector, int memory, TelemetryReceiver? dashboard)
    {
        var configuration = new ReferenceExpressionBuilder();
        configuration.AppendLiteral(string.Create(CultureInfo.InvariantCulture, $"""
            extensions:
              health_check:
                endpoint: 127.0.0.1:13133
            receivers:
              otlp:
                protocols:
                  grpc:
                    endpoint: 0.0.0.0:{CloudWatchCollector.GrpcPort}
                  http:
                    endpoint: 0.0.0.0:{CloudWatchCollector.HttpPort}
            processors:
              memory_limiter:
                check_interval: 1s
                limit_mib: {memory * 4 / 5}
                spike_limit_mib: {memory / 5}
              batch:
                timeout: 5s
              resource/metrics:
                attributes:
                  - key: service.instance.id
                    action: delete
                  - key: telemetry.sdk.name
                    action: delete
                  - key: telemetry.sdk.language
                    action: delete
                  - key: telemetry.sdk.version
                    action: delete
            exporters:
              awsxray:
              awsemf:
                namespace: {environment}
                log_group_name: {ServiceLogs.Group(environment, $"{collector}/{LogGroups.Metrics}")}
                log_stream_name: otlp
                dimension_rollup_option: NoDimensionRollup
                resource_to_telemetry_conversion:
                  enabled: true
              awscloudwatchlogs:
                log_group_name: {ServiceLogs.Group(environment, $"{collector}/{LogGroups.Logs}")}
                log_stream_name: otlp

            """));
        if (dashboard is not null)
        {
            configuration.Append($"""
                otlp/dashboard:
                  endpoint: {dashboard.Grpc.Property(EndpointProperty.HostAndPort)}
                  tls:
                    insecure: true
                  headers:
                    x-otlp-api-key: "{dashboard.ApiKey!}"

              """);
        }

        var andDashboard = dashboard is null ? "" : ", otlp/dashboard";
        configuration.AppendLiteral($"""
            service:
              extensions: [health_check]
              pipelines:
                traces:
                  receivers: [otlp]
                  processors: [memory_limiter, batch]
                  exporters: [awsxray{andDashboard}]
                metrics:
                  receivers: [otlp]
                  processors: [memory_limiter, resource/metrics, batch]
                  exporters: [awsemf]
                logs:
                  receivers: [otlp]
                  processors: [memory_limiter, batch]
                  exporters: [awscloudwatchlogs{andDashboard}]

            """);
        return configuration.Build();
    }
}
