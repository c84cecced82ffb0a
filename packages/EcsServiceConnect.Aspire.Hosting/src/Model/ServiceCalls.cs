namespace EcsServiceConnect.Hosting.Model;

/// <summary>Who calls a service by Service Connect and HTTP: its metrics are kept for each, by client and by the name that is called.</summary>
internal static class ServiceCalls
{
    /// <returns>The clients, and the ports that they call.</returns>
    internal static IReadOnlyList<(EcsService Client, EcsPort Port)> Of(EcsService server, EcsApplication application) =>
    [
        .. (from client in application.Services
            where !client.IsStandaloneTask
            from reference in client.References
            where reference.Server == server
            from port in reference.Ports
            where port is { IsServed: true, AppProtocol: not null }
            select (client, port)).Distinct(),
    ];
}
