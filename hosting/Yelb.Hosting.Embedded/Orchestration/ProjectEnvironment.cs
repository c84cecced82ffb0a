using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;

namespace Aspire.Hosting.Orchestration;

/// <summary>The environment variables of one replica of a project.</summary>
internal static class ProjectEnvironment
{
    /// <param name="project">The project.</param>
    /// <param name="replica">The replica, from 0.</param>
    /// <param name="executionContext">What the AppHost was started for.</param>
    /// <param name="dashboard">Where telemetry goes; null for nowhere.</param>
    /// <param name="cancellationToken">Gives up waiting for what the variables refer to.</param>
    public static async Task<Dictionary<string, string>> GatherAsync(ProjectResource project, int replica, DistributedApplicationExecutionContext executionContext, DashboardOptions? dashboard, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(executionContext, project, HostVariables(project, replica, dashboard), cancellationToken);
        foreach (var callback in project.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await callback.Callback(context).ConfigureAwait(false);
        }

        var variables = new Dictionary<string, string>();
        foreach (var (name, value) in context.EnvironmentVariables)
        {
            var text = value switch
            {
                string literal => literal,
                IValueProvider provider => await provider.GetValueAsync(cancellationToken).ConfigureAwait(false),
                _ => throw new DistributedApplicationException($"The variable '{name}' of '{project.Name}' is a {value.GetType().Name}, which has no value; use a string or a value of the model."),
            };
            if (text is not null)
            {
                variables[name] = text;
            }
        }

        return variables;
    }

    /// <summary>Where the replica listens.</summary>
    public static IEnumerable<AllocatedEndpoint> EndpointsOf(ProjectResource project, int replica) =>
        project.Annotations.OfType<EndpointAnnotation>().Select(e => replica == 0 ? e.AllocatedEndpoint! : e.FurtherReplicas[replica - 1]);

    // Aspire sets the same ones; the short delays make telemetry show at once.
    private static Dictionary<string, object> HostVariables(ProjectResource project, int replica, DashboardOptions? dashboard)
    {
        var variables = new Dictionary<string, object>
        {
            ["LOGGING__CONSOLE__FORMATTERNAME"] = "simple",
        };

        var urls = EndpointsOf(project, replica).Where(e => e.UriScheme is "http" or "https").Select(e => e.UriString).ToList();
        if (urls.Count > 0)
        {
            variables["ASPNETCORE_URLS"] = string.Join(';', urls);
        }

        if (dashboard is not null)
        {
            var id = ReplicaIds.Of(project)[replica];
            variables["OTEL_SERVICE_NAME"] = project.Name;
            variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={id[(project.Name.Length + 1)..]}";
            variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = dashboard.OtlpEndpointUrl.GetLeftPart(UriPartial.Authority);
            variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
            variables["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={dashboard.OtlpApiKey}";
            variables["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
            variables["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
            variables["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
            variables["OTEL_TRACES_SAMPLER"] = "always_on";
            variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
            variables["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";
        }

        return variables;
    }
}
