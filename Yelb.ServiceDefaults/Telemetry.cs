using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Yelb.ServiceDefaults;

/// <summary>OpenTelemetry traces, metrics and logs, exported by OTLP; nothing of it where no endpoint is set.</summary>
internal static class Telemetry
{
    /// <summary>
    /// The variables of the OpenTelemetry specification (endpoint, protocol, headers, service name, intervals)
    /// apply; Aspire and a collector beside an ECS task set them.
    /// </summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (!builder.HasTelemetry())
        {
            // Spans that go nowhere would still cost every request time.
            return;
        }

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });

        var openTelemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddMeter(builder.Environment.ApplicationName)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation())
            .WithTracing(tracing => tracing
                .AddSource(builder.Environment.ApplicationName)
                .AddAspNetCoreInstrumentation(options => options.Filter = context => !IsProbe(context.Request.Path))
                .AddHttpClientInstrumentation());

        // Milliseconds. At its default of 10 s an endpoint that does not answer would hold up the service's end.
        builder.Configuration["OTEL_EXPORTER_OTLP_TIMEOUT"] ??= "1000";
        openTelemetry.UseOtlpExporter();
        builder.Services.AddHostedService<TelemetryShutdown>();
    }

    private static bool IsProbe(PathString path) =>
        path == ServiceDefaultsExtensions.ReadyPath || path == ServiceDefaultsExtensions.LivePath;
}
