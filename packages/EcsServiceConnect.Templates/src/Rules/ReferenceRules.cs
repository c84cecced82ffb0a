using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Every address that a variable names is one that somebody answers at.</summary>
internal static class ReferenceRules
{
    [TemplateRule("a variable or command that names a host or port which no service of the namespace serves", "Amazon ECS Developer Guide, Amazon ECS Service Connect components")]
    public const string Unserved = "unserved-reference";

    [TemplateRule("a variable or command that names a load balancer at a port where it does not listen, or by HTTP where it speaks HTTPS, or the other way round", "Elastic Load Balancing User Guide for Application Load Balancers, Listeners for your Application Load Balancers")]
    public const string NoListener = "unserved-load-balancer-port";

    private static readonly string[] _plain = ["http", "ws"];
    private static readonly string[] _encrypted = ["https", "wss"];

    /// <summary>A load balancer answers at its listeners' ports, in their protocols.</summary>
    public static IEnumerable<TemplateViolation> ListenersAnswer(EcsTopology topology)
    {
        var listeners = LoadBalancerRoutes.In(topology.Template).Listeners;

        // One whose load balancer is not known may be of any.
        if (topology.Template.MayHaveMore || listeners.Count < topology.Template.OfType("AWS::ElasticLoadBalancingV2::Listener").Count())
        {
            return [];
        }

        return from task in topology.TaskDefinitions
               from named in References.Addresses(task, topology)
               let balancer = topology.Template.Find(Placeholder.TargetOf(named.Address.Host), "AWS::ElasticLoadBalancingV2::LoadBalancer")
               where balancer is not null && named.Address.Host == Placeholder.For($"{balancer.LogicalId}.DNSName") && named.Address.Port is not null
                   && !topology.Template.IsHandedOn(balancer.LogicalId) && !topology.Template.IsGivenAway(balancer)
               let own = listeners.Where(l => l.Balancer == balancer).Select(l => (Port: l.Listener["Port"].Number, Protocol: l.Listener["Protocol"].Text)).ToList()
               where own.All(l => l.Port is not null)
               let protocol = own.FirstOrDefault(l => l.Port == named.Address.Port).Protocol
               let fault = own.All(l => l.Port != named.Address.Port) ? $"which listens on {(own.Count > 0 ? string.Join(", ", own.Select(l => l.Port).Order()) : "no port")}; name one of its ports, or add a listener"
                   : protocol == "HTTPS" && _plain.Contains(named.Address.Scheme) ? $"which speaks HTTPS there; call it by {named.Address.Scheme}s://"
                   : protocol == "HTTP" && _encrypted.Contains(named.Address.Scheme) ? $"which speaks HTTP there; call it by {named.Address.Scheme![..^1]}://, or make the listener one of HTTPS"
                   : null
               where fault is not null
               select topology.Violation(NoListener, task, $"{named.Variable} names load balancer {balancer.LogicalId} at port {named.Address.Port}, {fault}.");
    }

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
