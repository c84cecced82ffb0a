using System.Reflection;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using EcsServiceConnect.Hosting.Model;
using EcsServiceConnect.Templates.Rules;

namespace EcsServiceConnect.Hosting.Telemetry;

/// <summary>Aspire's dashboard as a container of the model, as Aspire's own publishers have it.</summary>
/// <remarks>Ports and settings: Aspire, "Aspire.Dashboard", README.</remarks>
internal static class AspireDashboard
{
    public const int PagePort = 18888;
    public const int GrpcPort = 18889;
    public const int HttpPort = 18890;

    private const string OtlpHttp = "otlp-http";

    // The image has the version of Aspire that it is made of as its tag.
    private static string Version => typeof(DistributedApplication).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+', '-')[0];

    public static TelemetryReceiver AddTo(IResourceBuilder<EcsEnvironmentResource> environment)
    {
        var application = environment.ApplicationBuilder;
        var name = $"{environment.Resource.Name}-dashboard";
        var key = Generated(application, $"{name}-key");
        var token = Generated(application, $"{name}-token");
        var dashboard = application.AddContainer(name, "dotnet/aspire-dashboard", Version).WithImageRegistry("mcr.microsoft.com")
            .WithComputeEnvironment(environment)
            .WithHttpEndpoint(port: PagePort, targetPort: PagePort)
            .WithEndpoint(port: GrpcPort, targetPort: GrpcPort, scheme: "grpc", name: "otlp")
            .WithHttpEndpoint(port: HttpPort, targetPort: HttpPort, name: OtlpHttp)
            .WithEnvironment("DASHBOARD__FRONTEND__AUTHMODE", "BrowserToken")
            .WithEnvironment("DASHBOARD__FRONTEND__BROWSERTOKEN", token)
            .WithEnvironment("DASHBOARD__OTLP__AUTHMODE", "ApiKey")
            .WithEnvironment("DASHBOARD__OTLP__PRIMARYAPIKEY", key)
            // It would log the token at its start, where everybody sees it who may read logs.
            .WithEnvironment("Logging__LogLevel__Default", "Warning")
            // Whoever gives others the standard port has one for it of its own.
            .PublishAsEcsService(service => service.PublicRoute = new() { Port = PagePort })
            .AcceptEcsRule(HealthCheckRules.Missing, "the image has no program that could ask, and senders try again until the dashboard answers")
            .WithAnnotation(new EcsTokenPageAnnotation(new(PagePort, token.Name)));
        dashboard.WithEnvironment(context =>
        {
            // Behind a load balancer its links and its cookie are those of https.
            if (dashboard.GetEndpoint("http").EndpointAnnotation.IsExternal)
            {
                context.EnvironmentVariables.TryAdd("ASPIRE_DASHBOARD_FORWARDEDHEADERS_ENABLED", "true");
            }
        });
        return new(dashboard.Resource, dashboard.GetEndpoint("otlp"), dashboard.GetEndpoint(OtlpHttp)) { ApiKey = key };
    }

    /// <summary>What makes a container's HTTP endpoints external is said of the page; telemetry comes from within.</summary>
    public static void KeepReceiversInside(TelemetryReceiver dashboard) => dashboard.Http.EndpointAnnotation.IsExternal = false;

    private static ParameterResource Generated(IDistributedApplicationBuilder application, string name) =>
        ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(application, name, special: false);
}
