using Amazon.CDK.AWS.EC2;
using Constructs;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// A security group for each service, opened along references and on their ports only. Out goes, beside those, HTTPS:
/// to ECR, S3, CloudWatch Logs and Secrets Manager, which have no fixed addresses, through the NAT gateway or the VPC
/// endpoints. Where there is no NAT gateway it leads nowhere else. The VPC's DNS needs no rule.
/// </summary>
internal static class ServiceSecurity
{
    private const int HttpsPort = 443;

    internal static SecurityGroup AddGroup(Construct scope, EcsService service, IVpc vpc)
    {
        var group = new SecurityGroup(scope, "SecurityGroup", new SecurityGroupProps
        {
            Vpc = vpc,
            Description = service.Name,
            AllowAllOutbound = false,
        });
        if (service.ManagedStore is null)
        {
            group.AddEgressRule(Peer.AnyIpv4(), Port.Tcp(HttpsPort), "HTTPS to AWS: images, logs, secrets");
        }

        return group;
    }

    /// <summary>Lets each service call those that it refers to.</summary>
    internal static void Open(IReadOnlyDictionary<EcsService, SecurityGroup> groups)
    {
        foreach (var (client, clientGroup) in groups)
        {
            foreach (var (server, port) in client.References.SelectMany(r => r.Ports.Select(p => (r.Server, Port: DialledPort(r.Server, p)))).Distinct())
            {
                if (!client.IsStandaloneTask || server.ManagedStore is not null)
                {
                    groups[server].Connections.AllowFrom(clientGroup, Port.Tcp(port), $"{client.Name} to {server.Name}");
                }
            }

            foreach (var (server, port) in client.Peers.SelectMany(p => p.Ports, (peer, port) => (peer.Server, port.ContainerPort)))
            {
                // Of a group's own, the CDK's connections let in and not out.
                groups[server].AddIngressRule(clientGroup, Port.Tcp(port), $"{client.Name} to tasks of {server.Name}");
                clientGroup.AddEgressRule(groups[server], Port.Tcp(port), $"{client.Name} to tasks of {server.Name}");
            }

            foreach (var (port, what) in Outside(client).Where(o => o.Port != HttpsPort).DistinctBy(o => o.Port))
            {
                // What is outside has no addresses that stay.
                clientGroup.AddEgressRule(Peer.AnyIpv4(), Port.Tcp(port), $"{client.Name} to {what}");
            }
        }
    }

    private static IEnumerable<(int Port, string What)> Outside(EcsService client)
    {
        foreach (var port in client.Values.SelectMany(v => v.Parts.OfType<EcsPublicHostPart>()).Where(p => p.Service != client).SelectMany(p => p.Service.PublicPorts))
        {
            yield return (port.Public!.Port, "load balancers");
        }

        foreach (var port in client.OutboundPorts)
        {
            yield return (port, "what is outside of the stack");
        }
    }

    // From proxy to proxy it goes to the container's port, whatever the alias's is. A managed store listens on the alias's.
    private static int DialledPort(EcsService server, EcsPort port) => server.ManagedStore is null ? port.ContainerPort : port.AliasPort;
}
