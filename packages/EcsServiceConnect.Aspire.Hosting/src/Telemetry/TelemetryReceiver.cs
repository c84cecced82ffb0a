using Aspire.Hosting.ApplicationModel;

namespace EcsServiceConnect.Hosting.Telemetry;

/// <summary>A container that takes telemetry by OTLP.</summary>
/// <param name="Container">The container.</param>
/// <param name="Grpc">Where it takes OTLP over gRPC, which OpenTelemetry sends where nothing is said.</param>
/// <param name="Http">Where it takes OTLP over HTTP.</param>
internal sealed record TelemetryReceiver(ContainerResource Container, EndpointReference Grpc, EndpointReference Http)
{
    /// <summary>The key that senders have to show; null by default, for none.</summary>
    public ParameterResource? ApiKey { get; init; }

    /// <summary>
    /// Whether it takes numbers as what has come since the last ones, rather than since the start of a process; false by
    /// default (OpenTelemetry, "Metrics Exporters - OTLP": temporality preference).
    /// </summary>
    public bool TakesDeltas { get; init; }
}
