using System.Net;
using System.Net.NetworkInformation;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Yelb.AppHost;

/// <summary>
/// Ends the start, with one line for each, where somebody listens on a port that the model or the dashboard asks for.
/// Left alone, a resource of Aspire's would wait for its port for ever, and the dashboard would end in a stack trace.
/// </summary>
internal static class TakenPorts
{
    // One who is just being stopped is waited for.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    // Aspire's names of the addresses of its dashboard and of what the dashboard asks.
    private static readonly string[] _dashboardAddresses =
        ["ASPNETCORE_URLS", "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"];

    public static void RefuseTakenPorts(this IDistributedApplicationBuilder builder)
    {
        if (!builder.ExecutionContext.IsRunMode)
        {
            return;
        }

        builder.Eventing.Subscribe<BeforeStartEvent>(async (start, cancellationToken) =>
        {
            var wanted = Wanted(start.Model, builder.Configuration).ToList();
            for (var waited = TimeSpan.Zero; wanted.Exists(w => IsTaken(w.Port)); waited += _pause)
            {
                if (waited >= _patience)
                {
                    foreach (var (port, who, remedy) in wanted.Where(w => IsTaken(w.Port)))
                    {
                        await Console.Error.WriteLineAsync($"error: {who} wants port {port}, on which {ListeningProcess.On(port) ?? "another process"} listens: stop that, or {remedy}.");
                    }

                    // What RunAsync takes for an ordinary end.
                    Environment.ExitCode = 1;
                    start.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
                    throw new OperationCanceledException("A port is taken.");
                }

                await Task.Delay(_pause, cancellationToken);
            }
        });
    }

    private static IEnumerable<(int Port, string Who, string Remedy)> Wanted(DistributedApplicationModel model, ConfigurationManager configuration)
    {
        // Aspire's testing host has free ports taken instead.
        var endpoints = configuration.GetValue<bool>("DcpPublisher:RandomizePorts") ? [] :
            from resource in model.Resources
            from endpoint in resource.Annotations.OfType<EndpointAnnotation>()
            where endpoint.Port is not null
            select (endpoint.Port!.Value, resource.Name, $"give {resource.Name} another port in AppHost.cs");
        var dashboard =
            from name in _dashboardAddresses
            from address in (configuration[name] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
            let url = Uri.TryCreate(address, UriKind.Absolute, out var parsed) ? parsed : null
            where url is { IsLoopback: true, Port: > 0 }
            select (url.Port, "Aspire's dashboard", $"change {name} in Properties/launchSettings.json");
        return endpoints.Concat(dashboard).DistinctBy(w => w.Item1);
    }

    private static bool IsTaken(int port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
        .Any(l => l.Port == port && (IPAddress.IsLoopback(l.Address) || l.Address.Equals(IPAddress.Any) || l.Address.Equals(IPAddress.IPv6Any)));
}
