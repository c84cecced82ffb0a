using System.Globalization;
using System.Reflection;
using EcsServiceConnect.Hosting.Model;
using EcsServiceConnect.Hosting.Telemetry;
using EcsServiceConnect.Rehearsal.Contract;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Rehearsing;

/// <summary>
/// What is run for the images of the dashboard and of the collector: the dashboard that comes with the AppHost's restore. In
/// the collector's place it takes what services send; nothing of it goes on to AWS or to the other dashboard.
/// </summary>
internal static class RehearsedTelemetry
{
    // Where Aspire's targets note it for DCP (Aspire.Hosting.AppHost.targets, "SetDashboardDiscoveryAttributes").
    private const string DashboardPath = "aspiredashboardpath";

    // The dashboard among other programs in the bundle of Aspire's command line, by its first argument.
    private const string Bundle = "aspire-managed";

    /// <summary>What is run for each, by the image as the template has it; none where the AppHost does not know where its dashboard is.</summary>
    public static IReadOnlyDictionary<string, LocalImage> Images(EcsEnvironmentResource environment, EcsApplication application)
    {
        var program = environment.AppHostAssembly?.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => string.Equals(a.Key, DashboardPath, StringComparison.OrdinalIgnoreCase))?.Value;
        var images = new Dictionary<string, LocalImage>();
        if (program is null || !File.Exists(program))
        {
            return images;
        }

        if (Reference(environment.Dashboard) is { } dashboard)
        {
            images[dashboard] = Image(program, AspireDashboard.GrpcPort, AspireDashboard.HttpPort);
        }

        if (Reference(environment.Collector) is { } collector)
        {
            var image = Image(program, CloudWatchCollector.GrpcPort, CloudWatchCollector.HttpPort);
            images[collector] = image with
            {
                Files = new Dictionary<string, string>(image.Files) { [CloudWatchCollector.HealthProgram] = Executables.Get("true") },
                Environment = new Dictionary<string, string>(image.Environment) { ["ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"] = "true" },
            };
        }

        return images;

        string? Reference(TelemetryReceiver? receiver) => (application.Services.FirstOrDefault(s => s.Name == receiver?.Container.Name)?.Image as EcsRegistryImage)?.Reference;
    }

    // What is not the program's is as dotnet-docker's Dockerfile of the dashboard has it, which has no programs but .NET's.
    private static LocalImage Image(string program, int grpcPort, int httpPort)
    {
        var name = Path.GetFileName(program);
        var image = DotnetImage.Of(Path.GetDirectoryName(program)!, name);
        var environment = new Dictionary<string, string>(image.Environment)
        {
            ["ASPNETCORE_URLS"] = Address(AspireDashboard.PagePort),
            ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = Address(grpcPort),
            ["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = Address(httpPort),
        };
        environment.Remove("ASPNETCORE_HTTP_PORTS");
        return image with
        {
            EntryPoint = Path.GetExtension(name) == ".dll" ? image.EntryPoint : Path.GetFileNameWithoutExtension(name) == Bundle ? [$"/app/{name}", "dashboard"] : [$"/app/{name}"],
            Programs = [],
            Environment = environment,
        };
    }

    private static string Address(int port) => string.Create(CultureInfo.InvariantCulture, $"http://+:{port}");
}
