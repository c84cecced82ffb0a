using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Telemetry;

/// <summary>The variables by which resources send telemetry.</summary>
/// <remarks>OpenTelemetry, "OTLP Exporter Configuration"; Aspire, "OtlpConfigurationExtensions", which sets the same when it runs locally.</remarks>
internal static class TelemetrySenders
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Headers = "OTEL_EXPORTER_OTLP_HEADERS";
    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";

    /// <summary>The values of a resource, with those that have it send, where Aspire has it send locally.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="values">Its values; what they have of telemetry stays as it is.</param>
    /// <param name="receiver">Where to; null for nowhere.</param>
    /// <param name="findings">Receives why it sends nothing.</param>
    public static RawValues Connect(IResource resource, RawValues values, TelemetryReceiver? receiver, EcsFindings findings)
    {
        if (receiver is null || resource.Annotations.OfType<OtlpExporterAnnotation>().LastOrDefault() is not { } exporter || values.Variables.ContainsKey(Endpoint))
        {
            return values;
        }

        if (resource.Annotations.OfType<ExplicitStartupAnnotation>().Any())
        {
            findings.Warnings.Add($"'{resource.Name}' is started by hand (WithExplicitStart), and Service Connect has no names for such tasks: it sends no telemetry to '{receiver.Container.Name}'.");
            return values;
        }

        var variables = new Dictionary<string, object>(values.Variables);
        variables.TryAdd(Protocol, exporter.RequiredProtocol switch
        {
            OtlpProtocol.HttpProtobuf => "http/protobuf",
            OtlpProtocol.HttpJson => "http/json",
            _ => "grpc",
        });
        var endpoint = variables[Protocol] is string protocol && protocol.StartsWith("http/", StringComparison.OrdinalIgnoreCase) ? receiver.Http : receiver.Grpc;
        variables.Add(Endpoint, ReferenceExpression.Create($"http://{endpoint.Property(EndpointProperty.HostAndPort)}"));
        variables.TryAdd("OTEL_SERVICE_NAME", resource.Name);
        if (receiver.ApiKey is { } key && !variables.TryAdd(Headers, ReferenceExpression.Create($"x-otlp-api-key={key}")))
        {
            findings.Warnings.Add($"'{resource.Name}' sets {Headers} itself, and '{receiver.Container.Name}' refuses telemetry without its key: leave it out, or set {Endpoint} too where it sends elsewhere.");
        }

        if (receiver.TakesDeltas)
        {
            variables.TryAdd("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta");
        }

        return values with { Variables = variables };
    }
}
