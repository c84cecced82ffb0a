using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Rehearsal.Checking;

/// <summary>That a service's variables, or the map for it, name an address that only Service Connect can know.</summary>
/// <param name="Client">Whose variable it is.</param>
/// <param name="Host">The name.</param>
/// <param name="Port">The port.</param>
/// <param name="IsHttp">Whether the client speaks HTTP to it: its URL says so, or the endpoint does, as with gRPC.</param>
/// <param name="Server">Who has that alias; null where nobody has.</param>
/// <param name="Endpoint">What answers there; null where nothing does.</param>
internal sealed record ReferencedAddress(ServicePlan Client, string Host, int Port, bool IsHttp, ServicePlan? Server, EndpointPlan? Endpoint)
{
    /// <summary>Those of a whole stack, each address once for each client.</summary>
    public static IReadOnlyList<ReferencedAddress> In(RehearsalPlan plan) =>
    [
        .. (
            from client in plan.Services
            from container in client.TaskDefinition.Containers
            let variables = container.Environment.Concat(container.Secrets).Select(v => new Variable(v.Key, v.Value)).ToList()
            from address in variables.SelectMany(v => NetworkAddress.In(v, variables)).Where(a => a.Port is not null)
            let served = Find(plan, client, address.Host, address.Port!.Value)
            where served.Server is not null || address.IsAliasLike(plan.Services.Select(s => s.Namespace).OfType<string>())
            select new ReferencedAddress(client, address.Host, address.Port!.Value, served.Endpoint?.AppProtocol is not null || address.Scheme is "http" or "https", served.Server, served.Endpoint))
            .Concat(
            from declared in plan.Declared
            let client = plan.Services.First(s => s.Name == declared.Service)
            let served = Find(plan, client, declared.Host, declared.Port)
            select new ReferencedAddress(client, declared.Host, declared.Port, served.Endpoint?.AppProtocol is not null, served.Server, served.Endpoint))
            .DistinctBy(r => (r.Client.Name, r.Host.ToUpperInvariant(), r.Port)),
    ];

    private static (ServicePlan? Server, EndpointPlan? Endpoint) Find(RehearsalPlan plan, ServicePlan client, string host, int port) => (
        from server in plan.Services
        where client.Namespace is not null && server.Namespace == client.Namespace
        from endpoint in server.Endpoints
        where endpoint.Aliases.Any(a => a.Port == port && a.DnsName.Equals(host, StringComparison.OrdinalIgnoreCase))
        select (server, endpoint)).FirstOrDefault();

    public override string ToString() => $"{Host}:{Port}";
}
