using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Security groups let through what is meant to go through.</summary>
/// <remarks>
/// Amazon VPC User Guide, "Security group rules". Service Connect's proxies talk on the container's port, or on
/// ingressPortOverride (Amazon ECS API Reference, "ServiceConnectService").
/// </remarks>
internal static class ReachabilityRules
{
    [TemplateRule("a reference, load balancer, volume or VPC endpoint whose port no security group opens", "Amazon VPC User Guide, Security group rules")]
    public const string Closed = "closed-port";

    private const int NfsPort = 2049;
    private const int HttpsPort = 443;

    /// <summary>From each client to the service that its variable names.</summary>
    public static IEnumerable<TemplateViolation> References(EcsTopology topology) =>
        from reference in topology.References
        let endpoint = reference.Endpoint
        where endpoint is not null && endpoint.Service != reference.Client
            && endpoint.ListenPort is { } port && !IsOpen(topology, reference.Client.SecurityGroups, endpoint.Service.SecurityGroups, port)
        select topology.Violation(Closed, reference.Client, $"{reference.Variable} names {reference.Address}, but no security group lets it reach port {endpoint.ListenPort} of {topology.NameOf(endpoint.Service)}; open that port to it.");

    /// <summary>From each client to the managed store that its variable names.</summary>
    public static IEnumerable<TemplateViolation> Stores(EcsTopology topology) =>
        from reference in topology.StoreReferences
        let groups = ManagedStore.SecurityGroupsOf(reference.Store)
        where reference.Port is { } port && groups.Count > 0 && !IsOpen(topology, reference.Client.SecurityGroups, groups, port)
        select topology.Violation(Closed, reference.Client, $"{reference.Variable} names {topology.NameOf(reference.Store)}, but no security group lets it reach port {reference.Port} there; open that port to it.");

    /// <summary>From the load balancer to its targets, and from the internet to an internet-facing one.</summary>
    public static IEnumerable<TemplateViolation> LoadBalancers(EcsTopology topology)
    {
        var routes = LoadBalancerRoutes.In(topology.Template);
        foreach (var service in topology.Services)
        {
            foreach (var target in service.LoadBalancers.Where(t => t.Port is not null))
            {
                foreach (var balancer in routes.BalancersOf(target.TargetGroup))
                {
                    var groups = SecurityGroup.Keys(balancer["SecurityGroups"]);
                    if (groups.Count > 0 && !IsOpen(topology, groups, service.SecurityGroups, target.Port!.Value, Of(topology.Template.Find(target.TargetGroup)?["Protocol"].Text)))
                    {
                        yield return topology.Violation(Closed, service, $"no security group lets the load balancer {balancer.LogicalId} reach its port {target.Port}; open that port to it.");
                    }
                }
            }
        }

        foreach (var (balancer, listener) in routes.Listeners.Where(r => r.Balancer["Scheme"].Text == "internet-facing"))
        {
            var groups = SecurityGroup.Keys(balancer["SecurityGroups"]).Select(topology.FindSecurityGroup).ToList();
            if (listener["Port"].Number is { } port && groups.Count > 0 && groups.All(g => g is { IsOpenElsewhere: false } && !g.Ingress.Any(r => r.OpensPort(port, Of(listener["Protocol"].Text)))))
            {
                yield return topology.Violation(Closed, balancer, $"no security group lets anyone reach its listener on port {port}; open that port.");
            }
        }
    }

    /// <summary>From each task to the file systems that it mounts (Amazon EFS User Guide, "Using VPC security groups": NFS, port 2049).</summary>
    public static IEnumerable<TemplateViolation> FileSystems(EcsTopology topology) =>
        from service in topology.Services
        from volume in service.TaskDefinition?.Volumes ?? []
        from target in topology.Template.OfType("AWS::EFS::MountTarget")
        where volume.FileSystem is not null && target["FileSystemId"].Target == volume.FileSystem
            && !IsOpen(topology, service.SecurityGroups, SecurityGroup.Keys(target["SecurityGroups"]), NfsPort)
        group target by (service, volume.FileSystem) into closed
        select topology.Violation(Closed, closed.Key.service, $"no security group lets it reach port {NfsPort} of {closed.First().LogicalId}, from which it mounts {closed.Key.FileSystem}; open that port to it.");

    /// <summary>From anyone to an interface endpoint of the VPC, which otherwise takes AWS's own names away (AWS PrivateLink Guide, "Access an AWS service using an interface VPC endpoint": port 443).</summary>
    public static IEnumerable<TemplateViolation> VpcEndpoints(EcsTopology topology) =>
        from endpoint in topology.Template.OfType("AWS::EC2::VPCEndpoint")
        where endpoint["VpcEndpointType"].Text == "Interface"
        let groups = SecurityGroup.Keys(endpoint["SecurityGroupIds"]).Select(topology.FindSecurityGroup).ToList()
        where groups.Count > 0 && groups.All(g => g is { IsOpenElsewhere: false } && !g.Ingress.Any(r => r.OpensPort(HttpsPort)))
        select topology.Violation(Closed, endpoint, $"no security group lets anyone reach the VPC endpoint of {endpoint["ServiceName"].Text} on port {HttpsPort}; open that port to the services.");

    private static Transport Of(string? protocol) => protocol switch
    {
        "UDP" or "QUIC" => Transport.Udp,
        "TCP_UDP" or "TCP_QUIC" => Transport.Either,
        _ => Transport.Tcp,
    };

    // A group that is not in the template may let through anything.
    private static bool IsOpen(EcsTopology topology, IReadOnlyList<string> from, IReadOnlyList<string> to, int port, Transport transport = Transport.Tcp)
    {
        var servers = to.Select(topology.FindSecurityGroup).ToList();
        var clients = from.Select(topology.FindSecurityGroup).ToList();
        return (servers.Count > 0 && servers.Contains(null) || servers.Any(g => g!.IsOpenElsewhere || g.Ingress.Any(r => r.Opens(port, from, transport))))
            && (clients.Count > 0 && clients.Contains(null) || clients.Any(g => g!.Egress.Count == 0 || g.Egress.Any(r => r.Opens(port, to, transport))));
    }
}
