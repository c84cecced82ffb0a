using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>Reads a service's Service Connect configuration.</summary>
/// <remarks>Amazon ECS API Reference, "ServiceConnectConfiguration" and "ServiceConnectService".</remarks>
internal sealed class ServiceConnectReader(EcsTopology topology, StackValues values, Problems problems, NotRehearsed notRehearsed)
{
    private static readonly string[] _logs = ["LogConfiguration", "AccessLogConfiguration"];

    /// <summary>The name of its namespace; null where Service Connect is off.</summary>
    public string? NamespaceOf(ServiceDefinition service, string name)
    {
        if (!service.IsConnected)
        {
            return null;
        }

        if (service.GivenNamespace.Text is not { } given)
        {
            problems.Add($"{name}: Service Connect has no namespace, neither the service's nor its cluster's default; name one.");
            return null;
        }

        if (service.Namespace is null)
        {
            notRehearsed.Add($"{name}: namespace '{values.Readable(given)}' is not in the template; it is taken for one that is there already");
        }

        var key = service.Namespace ?? given;
        return values.Readable(topology.Namespaces.NameOf(key) ?? key);
    }

    public IReadOnlyList<EndpointPlan> Read(ServiceDefinition service, string name)
    {
        var connect = service.Resource["ServiceConnectConfiguration"];
        if (service.IsConnected)
        {
            foreach (var property in _logs.Where(p => connect[p].IsPresent))
            {
                notRehearsed.Add("logs of Service Connect's proxies", name);
            }

            foreach (var configuration in connect["Services"].Items)
            {
                var endpoint = configuration["DiscoveryName"].Text ?? configuration["PortName"].Text;
                if (configuration["Tls"].IsPresent)
                {
                    notRehearsed.Add($"{name}: TLS of endpoint {endpoint}; its proxies talk plain");
                }
            }
        }

        return [.. service.Endpoints.Zip(connect["Services"].Items, (e, configuration) => Read(e, configuration["ClientAliases"].Items, name)).OfType<EndpointPlan>()];
    }

    private EndpointPlan? Read(Endpoint endpoint, IReadOnlyList<TemplateValue> aliases, string name)
    {
        if (endpoint.Mapping?.Port is not { } port)
        {
            problems.Add($"{name}: Service Connect serves port name '{endpoint.PortName}', which its task definition does not have, so ECS refuses the service; name one of its port mappings.");
            return null;
        }

        foreach (var alias in endpoint.Aliases.Where(a => a.DnsName.EndsWith('.')))
        {
            problems.Add($"{name}: endpoint {endpoint.DiscoveryName} has no DnsName, and its namespace's name is not known; give it a DnsName.");
        }

        return new(
            values.Readable(endpoint.DiscoveryName),
            port,
            endpoint.IngressPortOverride,
            endpoint.Mapping.AppProtocol,
            [.. endpoint.Aliases.Select((a, i) => new AliasPlan(values.Text(a.DnsName, $"{name}, alias"), a.Port ?? port) { TestTraffic = TestTrafficOf(aliases.ElementAtOrDefault(i), name) })],
            TimeSpan.FromSeconds(endpoint.PerRequestTimeout),
            TimeSpan.FromSeconds(endpoint.IdleTimeout));
    }

    private TestTrafficRule TestTrafficOf(TemplateValue alias, string name)
    {
        var header = alias["TestTrafficRules"]["Header"];
        return values.Text(header["Name"], $"{name}, TestTrafficRules") is { } given ? new(given, values.Text(header["Value"]["Exact"], $"{name}, TestTrafficRules")) : TestTrafficRule.Default;
    }
}
