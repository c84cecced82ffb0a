using Aspire.Hosting.ApplicationModel;
using EcsServiceConnect.Hosting;
using EcsServiceConnect.Hosting.Telemetry;

namespace Aspire.Hosting;

/// <summary>Where the telemetry of what is published goes: what Aspire sends to its dashboard when it runs locally.</summary>
/// <remarks>
/// Those send that Aspire has send locally: projects, and what <c>WithOtlpExporter</c> is called on. A resource that sets
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> itself keeps its own, and one with explicit start sends none, as Service Connect has
/// no names for such tasks; the publish says so.
/// </remarks>
public static class EcsTelemetryExtensions
{
    /// <summary>
    /// Adds Aspire's dashboard as a service, <c>NAME-dashboard</c> with the environment's name: traces, logs and metrics come
    /// to it by OTLP over gRPC, with an API key that Secrets Manager generates. It keeps them in the memory of its one task,
    /// and loses them when that is replaced. In run mode it does nothing: Aspire has its own there.
    /// </summary>
    /// <remarks>
    /// A token opens its page, which Secrets Manager generates too. It is reached through a session of Systems Manager; the
    /// stack's outputs have the commands for both. <c>WithExternalHttpEndpoints()</c> on the dashboard has the environment's
    /// load balancer lead to it instead, at port 18888, and takes an environment with a domain: by plain HTTP everybody on
    /// the way could read the token (aspire.dev, "Security considerations for running the Aspire dashboard").
    /// </remarks>
    /// <param name="builder">The environment.</param>
    /// <param name="configure">
    /// Changes the dashboard's container, such as its image's tag, which is the version of Aspire.Hosting by default, its
    /// memory, or <c>DASHBOARD__TELEMETRYLIMITS__MAXTRACECOUNT</c>, 10,000 by default; null by default. Not called in run mode.
    /// </param>
    /// <exception cref="ArgumentNullException">There is no environment.</exception>
    public static IResourceBuilder<EcsEnvironmentResource> WithDashboard(
        this IResourceBuilder<EcsEnvironmentResource> builder, Action<IResourceBuilder<ContainerResource>>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.ApplicationBuilder.ExecutionContext.IsPublishMode)
        {
            var dashboard = builder.Resource.Dashboard ??= AspireDashboard.AddTo(builder);
            configure?.Invoke(builder.ApplicationBuilder.CreateResourceBuilder(dashboard.Container));
            AspireDashboard.KeepReceiversInside(dashboard);
        }

        return builder;
    }

    /// <summary>
    /// Adds AWS's distribution of the OpenTelemetry collector as a service, <c>NAME-collector</c> with the environment's name,
    /// which writes traces to X-Ray, and metrics and logs to CloudWatch, with the rights for just that. With
    /// <see cref="WithDashboard"/> it hands traces and logs on to the dashboard too. In run mode it does nothing.
    /// </summary>
    /// <param name="builder">The environment.</param>
    /// <param name="configure">Changes the collector's container, such as its memory or number; null by default. Not called in run mode.</param>
    /// <exception cref="ArgumentNullException">There is no environment.</exception>
    public static IResourceBuilder<EcsEnvironmentResource> WithCloudWatchTelemetry(
        this IResourceBuilder<EcsEnvironmentResource> builder, Action<IResourceBuilder<ContainerResource>>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.ApplicationBuilder.ExecutionContext.IsPublishMode)
        {
            var collector = builder.Resource.Collector ??= CloudWatchCollector.AddTo(builder);
            configure?.Invoke(builder.ApplicationBuilder.CreateResourceBuilder(collector.Container));
        }

        return builder;
    }
}
