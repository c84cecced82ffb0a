namespace EcsServiceConnect.Hosting.Model;

/// <summary>
/// Orleans' clusters: silos call each other, and clients call silos, by the addresses that they find in the cluster's
/// table, and not by a name (Orleans documentation, "Server configuration"; Aspire.Hosting.Orleans, "AddOrleans").
/// </summary>
internal static class OrleansClusters
{
    private const string ClusterId = "Orleans__ClusterId";
    private const string SiloPort = "Orleans__Endpoints__SiloPort";

    private static readonly string[] _endpoints = ["orleans-silo", "orleans-gateway"];

    /// <summary>Lets the members of each cluster call its silos.</summary>
    public static void Connect(IEnumerable<EcsService> services, EcsFindings findings)
    {
        var clusters = services.Select(s => (Service: s, Id: s.Variables.FirstOrDefault(v => v.Name == ClusterId)?.Value)).Where(m => m.Id is not null).GroupBy(m => m.Id, m => m.Service);
        foreach (var members in clusters)
        {
            var silos = members.Where(m => m.Variables.Any(v => v.Name == SiloPort))
                .Select(m => new EcsReference(m, [.. m.Ports.Where(p => _endpoints.Contains(p.Endpoint.Name, StringComparer.OrdinalIgnoreCase))]))
                .Where(s => s.Ports.Count > 0).ToList();
            foreach (var member in members)
            {
                member.Peers = silos;
            }

            findings.Warnings.AddRange(silos.Select(s =>
                $"'{s.Server.Name}' is a silo of Orleans, which others call by the address that it advertises. A task of Fargate has two, and is reached at that of its network interface (ECS_CONTAINER_METADATA_URI_V4): let it advertise that one, as siloBuilder.ConfigureEndpoints(address, siloPort, gatewayPort)."));
        }
    }
}
