using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>That a service's variable or command names an address in the stack.</summary>
/// <param name="Client">Whose it is.</param>
/// <param name="Variable">Where it stands, for a message: `variable NAME`, or a container's command.</param>
/// <param name="Address">The address.</param>
/// <param name="Endpoint">Who answers there; null where nobody in the client's namespace does.</param>
internal sealed record ServiceReference(ServiceDefinition Client, string Variable, NetworkAddress Address, Endpoint? Endpoint)
{
    /// <summary>Whether it stands in a variable.</summary>
    public bool IsIn(Variable variable) => Variable == Place(variable);

    /// <summary>A variable, for a message.</summary>
    public static string Place(Variable variable) => $"variable {variable.Name}";
}

/// <summary>That a service's variable names a managed store of the stack, such as a database of Amazon RDS.</summary>
internal sealed record StoreReference(ServiceDefinition Client, string Variable, TemplateResource Store, int? Port);

/// <summary>Finds what the variables and commands of a service refer to.</summary>
internal static class References
{
    private static readonly string[] _commands = ["EntryPoint", "Command"];

    public static IEnumerable<ServiceReference> ToServices(ServiceDefinition client, EcsTopology topology)
    {
        if (client.HasUnknownConnect)
        {
            yield break;
        }

        var endpoints = topology.Endpoints.Where(e => client.Namespace is not null && e.Service.Namespace == client.Namespace).ToList();
        var discovered = ServiceDiscovery.NamesIn(client.TaskDefinition);
        foreach (var (variable, address) in Addresses(client.TaskDefinition, topology).Where(a => !ServiceDiscovery.Resolves(a.Address, discovered)))
        {
            var served = endpoints.Where(e => e.Aliases.Any(a => Matches(a, address))).ToList();
            if (served.Count > 0)
            {
                yield return new(client, variable, address, served[0]);
            }
            else if ((address.IsAliasLike(topology.NamespaceNames) && topology.KnowsNamesOf(client, address))
                || (address.Evidence != AddressEvidence.IfServed && topology.Endpoints.Any(e => e.Aliases.Any(a => Names(a, address)))))
            {
                yield return new(client, variable, address, null);
            }
        }
    }

    public static IEnumerable<StoreReference> ToStores(ServiceDefinition client, EcsTopology topology) =>
        from named in Addresses(client.TaskDefinition, topology)
        let store = topology.Template.Find(Placeholder.TargetOf(named.Address.Host), ManagedStore.Types)
        where store is not null
        select new StoreReference(client, named.Variable, store, named.Address.Port ?? ManagedStore.PortOf(store));

    /// <summary>The addresses that the variables and commands of a task name, other than those that the task itself gives an address.</summary>
    public static IEnumerable<(string Variable, NetworkAddress Address)> Addresses(TaskDefinition? task, EcsTopology topology)
    {
        foreach (var container in task?.Containers ?? [])
        {
            List<Variable> variables = [.. container.Environment, .. container.Secrets.Select(s => topology.Secrets.Value(s)).OfType<Variable>()];
            var named = variables.SelectMany(v => NetworkAddress.Possible(v, variables).Select(a => (ServiceReference.Place(v), a)))
                .Concat(_commands.SelectMany(c => NetworkAddress.InCommand([.. container.Definition[c].Items.Select(i => i.Text ?? "")]).Select(a => ($"the {c} of container {container.Name}", a))));
            var own = OwnNames(container);
            foreach (var (where, address) in named.Where(n => !own.Contains(n.a.Host)))
            {
                yield return (where, address);
            }
        }
    }

    // Amazon ECS API Reference, "ContainerDefinition": links and extraHosts are lines of the container's own /etc/hosts.
    private static HashSet<string> OwnNames(Container container) =>
        container.Definition["Links"].Items.Select(l => l.Text?.Split(':')[^1])
            .Concat(container.Definition["ExtraHosts"].Items.Select(h => h["Hostname"].Text))
            .OfType<string>()
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    public static bool Names(Alias alias, NetworkAddress address) => alias.DnsName.Equals(address.Host, StringComparison.OrdinalIgnoreCase);

    private static bool Matches(Alias alias, NetworkAddress address) => Names(alias, address) && (address.Port is null || alias.Port is null || address.Port == alias.Port);
}

/// <summary>
/// Names that .NET's service discovery resolves within the application, such as YARP's <c>http://backend</c>: by variables
/// like <c>services__backend__http__0</c>, whose own values are the addresses (Microsoft.Extensions.ServiceDiscovery,
/// "Configuration-based endpoint resolver").
/// </summary>
internal static class ServiceDiscovery
{
    private const string Prefix = "services__";

    public static IReadOnlySet<string> NamesIn(TaskDefinition? task) =>
        (from container in task?.Containers ?? []
         from name in container.Environment.Select(v => v.Name).Concat(container.Secrets.Select(s => s.Name))
         where name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
         select name[Prefix.Length..].Split("__")[0]).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an address is such a name: one that is written without a port.</summary>
    public static bool Resolves(NetworkAddress address, IReadOnlySet<string> names) => !address.HasPort && names.Contains(address.Host);
}

/// <summary>The stores that AWS runs itself.</summary>
internal static class ManagedStore
{
    public static string[] Types { get; } =
        ["AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::ServerlessCache", "AWS::ElastiCache::CacheCluster"];

    /// <summary>The port as given, or the engine's default (AWS::RDS::DBInstance, AWS::ElastiCache::ReplicationGroup).</summary>
    public static int? PortOf(TemplateResource store) =>
        store["Port"].Number ?? (store["Engine"].Text ?? "") switch
        {
            var engine when engine.Contains("postgres", StringComparison.Ordinal) => 5432,
            var engine when engine.Contains("mysql", StringComparison.Ordinal) || engine.Contains("mariadb", StringComparison.Ordinal) => 3306,
            _ when store.Type.StartsWith("AWS::ElastiCache::", StringComparison.Ordinal) => 6379,
            _ => null,
        };

    public static IReadOnlyList<string> SecurityGroupsOf(TemplateResource store) =>
        SecurityGroup.Keys(store[store.Type switch
        {
            "AWS::RDS::DBInstance" => "VPCSecurityGroups",
            "AWS::RDS::DBCluster" or "AWS::ElastiCache::CacheCluster" => "VpcSecurityGroupIds",
            _ => "SecurityGroupIds",
        }]);
}
