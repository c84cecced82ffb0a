using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Every address that a variable names is one that somebody answers at.</summary>
internal static class ReferenceRules
{
    [TemplateRule("a variable or command that names a host or port which no service of the namespace serves", "Amazon ECS Developer Guide, Amazon ECS Service Connect components")]
    public const string Unserved = "unserved-reference";

    /// <summary>A variable names a host, or a port of it, that no service of the client's namespace serves.</summary>
    /// <remarks>
    /// Amazon ECS Developer Guide, "Amazon ECS Service Connect components": clients resolve just the endpoints of their
    /// own namespace. A name of one label can be nothing else in a VPC.
    /// </remarks>
    public static IEnumerable<TemplateViolation> Served(EcsTopology topology)
    {
        foreach (var reference in topology.References.Where(r => r.Endpoint is null))
        {
            var (client, variable, address, _) = reference;
            var named = topology.Endpoints.Where(e => e.Aliases.Any(a => a.DnsName.Equals(address.Host, StringComparison.OrdinalIgnoreCase))).ToList();
            var here = named.Where(e => e.Service.Namespace == client.Namespace).ToList();
            var (why, what) = (client.IsConnected, named.Count, here.Count) switch
            {
                (false, _, _) => ("but the service does not use Service Connect", "enable it there"),
                (_, 0, _) => ("but no service has that Service Connect alias", "refer to a resource of the AppHost, or publish the one that is meant"),
                (_, _, 0) => ($"which {topology.NameOf(named[0].Service)} serves in another namespace", "use one namespace for both"),
                _ => ($"but {topology.NameOf(here[0].Service)} serves {string.Join(", ", here.SelectMany(e => e.Aliases))}", "refer to its endpoint rather than to a number"),
            };
            yield return topology.Violation(Unserved, client, $"{variable} names {address}, {why}; {what}.");
        }
    }
}
