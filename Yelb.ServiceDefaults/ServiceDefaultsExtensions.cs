using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Yelb.ServiceDefaults;

// The namespace of the host builder, as in every Aspire application, so that no using is needed.
namespace Microsoft.Extensions.Hosting;

/// <summary>What every service of Yelb has in common: telemetry, health, discovery and resilience.</summary>
public static class ServiceDefaultsExtensions
{
    internal const string ReadyPath = "/health";
    internal const string LivePath = "/alive";
    private const string LiveTag = "live";

    /// <summary>
    /// Adds OpenTelemetry, a liveness check, and for every <see cref="HttpClient"/> of the client factory
    /// service discovery, and retries of what may be carried out twice.
    /// </summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddTelemetry();
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.AddResilience();
            http.AddServiceDiscovery();
        });
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // A byte beyond ASCII in a header, such as another application's cookie of the same host may have, is allowed and
            // means nothing by itself (RFC 9110, section 5.5). Kestrel takes it for UTF-8, and answers 400 where it is not;
            // Latin-1 has a character for every byte, and gives each back as it came.
            kestrel.RequestHeaderEncodingSelector = kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        });
        return builder;
    }

    /// <summary>
    /// Whether there is an endpoint that telemetry is sent to. Where there is none, what a package would add to make spans
    /// and metrics is to be left out.
    /// </summary>
    public static bool HasTelemetry(this IHostApplicationBuilder builder) =>
        !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);

    /// <summary>
    /// Maps <c>/health</c> (200 when every check passes, else 503: ready for requests) and <c>/alive</c>
    /// (200 while the process answers at all). Unlike Aspire's sample it does so in every environment, because
    /// the health check of an ECS container runs in production.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        Map(ReadyPath, new HealthCheckOptions());
        Map(LivePath, new HealthCheckOptions { Predicate = check => check.Tags.Contains(LiveTag) });
        return app;

        // Probes come every few seconds and would drown the requests of people in traces and metrics.
        void Map(string path, HealthCheckOptions options) => app.MapHealthChecks(path, options).DisableHttpMetrics();
    }
}
