using System.Globalization;
using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.Images;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A server listens where it is asked.</summary>
/// <remarks>
/// Amazon ECS API Reference, "PortMapping" (containerPort: the port on the container that is used) and
/// "ServiceConnectService"; the servers' own documents for how they are told a port.
/// </remarks>
internal static partial class ListenPortRules
{
    [TemplateRule("a server that is told to listen on another port than its port mapping, or on its loopback only", "Amazon ECS API Reference, \"PortMapping\"; ASP.NET Core, \"Configure endpoints for the ASP.NET Core Kestrel web server\"; documentation of the image")]
    public const string Elsewhere = "listens-elsewhere";

    [TemplateRule("a health check that asks on a port on which nothing listens", "Amazon ECS API Reference, \"HealthCheck\"; documentation of the image")]
    public const string Check = "health-check-elsewhere";

    private static readonly string[] _clients = ["pg_isready", "psql", "redis-cli", "valkey-cli", "mysqladmin", "mysql", "mariadb-admin", "mariadb"];

    /// <summary>On the ports of its mappings that others use.</summary>
    public static IEnumerable<TemplateViolation> MappingsAreListenedOn(EcsTopology topology)
    {
        foreach (var service in topology.Services.Where(s => s.TaskDefinition is not null))
        {
            foreach (var container in service.TaskDefinition!.Containers)
            {
                if (ListenPorts.Of(container) is not { } listening)
                {
                    continue;
                }

                var used = service.Endpoints.Where(e => e.Container == container).Select(e => e.Mapping?.Port)
                    .Concat(service.LoadBalancers.Where(l => l.Container == container.Name).Select(l => l.Port))
                    .OfType<int>().Distinct().ToList();
                var isTargeted = service.LoadBalancers.Any(l => l.Container == container.Name);
                if (used.Count > 0 && !used.Any(listening.Ports.Contains) && (listening.AreAll || container.KnownImage is not null))
                {
                    yield return topology.Violation(Elsewhere, service, $"container {container.Name} is reached on port {List(used)}, and {listening.Source} has it listen on {List(listening.Ports)}; make the two one.");
                }
                else if (listening.IsLoopback && isTargeted)
                {
                    yield return topology.Violation(Elsewhere, service, $"container {container.Name} is reached by a load balancer, and {listening.Source} has it listen on its own loopback only; let it listen on all addresses, as http://+:{listening.Ports[0]}.");
                }
            }
        }
    }

    /// <summary>On the port that its health check asks.</summary>
    public static IEnumerable<TemplateViolation> ChecksAreListenedOn(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from container in task.Containers
        let command = ContainerCommand.OfHealthCheck(container)
        let listening = ListenPorts.Of(container)
        where command is not null && listening is { AreAll: true } && task.Containers.Count(c => c.Ports.Count > 0) == 1
        from port in Asked(container, command).Distinct()
        where !listening.Ports.Contains(port)
        select topology.Violation(Check, task, $"the health check of container {container.Name} asks on port {port}, and {listening.Source} has it listen on {List(listening.Ports)}, so it is never healthy; ask there.");

    // In URLs to the task itself, in options of the stores' clients, and theirs where they are given none.
    private static IEnumerable<int> Asked(Container container, ContainerCommand command) =>
        LocalPort().Matches(command.Text).Select(m => m.Groups["port"].Value)
            .Concat(command.Programs.Any(_clients.Contains) ? [command.Option("-p", "--port", "-P") ?? Usual(container)] : [])
            .Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : (int?)null)
            .OfType<int>();

    // PostgreSQL's clients read PGPORT, as its server does.
    private static string Usual(Container container) => container.KnownImage is { Family: not ImageFamily.PostgreSql, Port: { } port } ? port.ToString(CultureInfo.InvariantCulture) : "";

    private static string List(IEnumerable<int> ports) => string.Join(", ", ports.Order().Select(p => p.ToString(CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"(?<![\w.])(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]):(?<port>\d{2,5})(?!\d)", RegexOptions.IgnoreCase)]
    private static partial Regex LocalPort();
}
