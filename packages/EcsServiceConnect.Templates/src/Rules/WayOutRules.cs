using System.Net;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Network;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A task reaches what it needs before it starts: its image, its secrets, its logs.</summary>
/// <remarks>
/// Amazon ECS Developer Guide, "Amazon ECS task networking options for Fargate" (a route to the internet, or VPC
/// endpoints) and "Best practices for connecting Amazon ECS to the internet".
/// </remarks>
internal static class WayOutRules
{
    [TemplateRule("security groups of a service that let no HTTPS out, by which it fetches its image, logs and secrets", "Amazon ECS Developer Guide, \"Amazon ECS task networking options for Fargate\"; Amazon VPC User Guide, \"Security group rules\"")]
    public const string Closed = "no-https-out";

    [TemplateRule("a service in subnets whose routes lead nowhere: no NAT gateway, one in a private subnet, no internet gateway", "Amazon VPC User Guide, \"Configure route tables\" and \"NAT gateways\"")]
    public const string None = "no-way-out";

    [TemplateRule("a service in public subnets whose tasks have no public address, so that nothing answers them", "Amazon ECS API Reference, \"AwsVpcConfiguration\", assignPublicIp")]
    public const string NoAddress = "no-public-address";

    [TemplateRule("a service without way out for which a VPC endpoint is missing, or closed to it", "Amazon ECR User Guide, \"Amazon ECR interface VPC endpoints (AWS PrivateLink)\"; Amazon ECS Developer Guide, \"Amazon ECS interface VPC endpoints (AWS PrivateLink)\"")]
    public const string NoEndpoint = "no-vpc-endpoint";

    [TemplateRule("a VPC whose DNS is off, or has no host names for file systems and VPC endpoints", "Amazon VPC User Guide, \"View and update DNS attributes for your VPC\"; Amazon EFS User Guide, \"Mounting with a DNS name\"")]
    public const string NoDns = "no-dns";

    [TemplateRule("a network ACL that lets no HTTPS out of a service's subnet, or no answer in", "Amazon VPC User Guide, \"Control subnet traffic with network access control lists\"")]
    public const string Acl = "network-acl-stops-https";

    private const int HttpsPort = 443;

    // Those that Fargate's platform takes for its own side of a connection (Linux's ip_local_port_range).
    private const int FirstEphemeral = 32768;
    private const int LastEphemeral = 60999;

    private static readonly IPNetwork[] _private = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("100.64.0.0/10")];

    /// <summary>Its security groups let HTTPS out.</summary>
    public static IEnumerable<TemplateViolation> HttpsIsOpen(EcsTopology topology)
    {
        var endpointGroups = topology.Template.OfType("AWS::EC2::VPCEndpoint").SelectMany(e => SecurityGroup.Keys(e["SecurityGroupIds"])).ToHashSet();
        var hasEndpoints = topology.Template.OfType("AWS::EC2::VPCEndpoint").Any(VpcEndpoints.IsInterface);
        return from service in topology.Services
               let groups = service.SecurityGroups.Select(topology.FindSecurityGroup).ToList()
               where service.IsFargate && groups.Count > 0 && groups.All(g => g is { Egress.Count: > 0 } && !g.Egress.Any(LetsOut))
               select topology.Violation(Closed, service, $"its security group {string.Join(", ", service.SecurityGroups)} lets no HTTPS out, by which a task gets its image, its logs and its secrets, so none starts; let port {HttpsPort} out to 0.0.0.0/0 or to VPC endpoints.");

        bool LetsOut(SecurityGroupRule rule) =>
            MayBeHttps(rule) && (rule.Group is { } group ? endpointGroups.Contains(group) || topology.FindSecurityGroup(group) is null
                : rule.Cidr is null || (hasEndpoints ? rule.Cidr is not "255.255.255.255/32" : !IsPrivate(topology, rule.Cidr)));
    }

    /// <summary>Its subnets have a route to the internet that it can take, or the VPC has endpoints for all that it needs.</summary>
    public static IEnumerable<TemplateViolation> SubnetsLeadOut(EcsTopology topology)
    {
        var routes = new SubnetRoutes(topology.Template);
        List<(ServiceDefinition Service, string Why)> cutOff = [];
        foreach (var service in topology.Services.Where(s => s.IsFargate))
        {
            var network = new ServiceNetwork(service, topology);
            var ways = network.Subnets.Select(s => (Subnet: s, Way: routes.WayOutOf(s))).ToList();
            if (ways.Any(w => w.Way.Kind == WayOut.InternetGateway) && network.HasNoAddresses)
            {
                yield return topology.Violation(NoAddress, service, $"its tasks are in subnet {ways.First(w => w.Way.Kind == WayOut.InternetGateway).Subnet.LogicalId}, whose route leads to an internet gateway, and have no public address, so nothing answers them and none starts; set AssignPublicIp to ENABLED, or use private subnets with a NAT gateway.");
            }

            foreach (var (subnet, way) in ways.Where(w => w.Way.Kind == WayOut.None).Take(1))
            {
                if (network.VpcOf(subnet) is not { } vpc || new VpcEndpoints(topology.Template, vpc) is not { Any: true } endpoints)
                {
                    cutOff.Add((service, way.Why));
                }
                else if (service.TaskDefinition is { } task && Missing(topology, task, endpoints, routes.TableOf(subnet)) is { Count: > 0 } missing)
                {
                    yield return topology.Violation(NoEndpoint, service, $"its tasks have no way out, for {way.Why}, and VPC {vpc.LogicalId} has no endpoint for {string.Join(", ", missing)}, so none starts; add it, or a route to a NAT gateway.");
                }
            }
        }

        // One cause is told once.
        foreach (var same in cutOff.GroupBy(c => c.Why, c => c.Service))
        {
            var services = same.OrderBy(topology.NameOf, StringComparer.Ordinal).ToList();
            var others = services.Skip(1).Select(topology.NameOf).ToList();
            yield return topology.Violation(None, services[0], $"its tasks{(others.Count > 0 ? $" and those of {string.Join(", ", others)}" : "")} have no way out, for {same.Key}, so they get neither image nor logs nor secrets and none starts; give them a route to a NAT gateway in a public subnet, or VPC endpoints.");
        }
    }

    /// <summary>The endpoints that take the names of AWS's services are open to it.</summary>
    public static IEnumerable<TemplateViolation> EndpointsAreOpen(EcsTopology topology) =>
        from service in topology.Services
        where service.IsFargate && service.SecurityGroups.Count > 0
        from vpc in new ServiceNetwork(service, topology).Vpcs
        from endpoint in new VpcEndpoints(topology.Template, vpc).Interfaces
        let groups = SecurityGroup.Keys(endpoint["SecurityGroupIds"]).Select(topology.FindSecurityGroup).ToList()
        where groups.Count > 0 && groups.All(g => g is not null && g.Ingress.Any(r => r.OpensPort(HttpsPort)) && !g.Ingress.Any(r => r.Opens(HttpsPort, service.SecurityGroups)))
        group endpoint by service into closed
        select topology.Violation(NoEndpoint, closed.Key, $"VPC endpoint {closed.First().LogicalId} takes the name of {closed.First()["ServiceName"].Text} and lets others in on port {HttpsPort}, not its tasks; open that port to its security group.");

    /// <summary>Names are resolved in its VPC.</summary>
    public static IEnumerable<TemplateViolation> NamesAreResolved(EcsTopology topology)
    {
        foreach (var service in topology.Services)
        {
            foreach (var vpc in new ServiceNetwork(service, topology).Vpcs)
            {
                var (support, names) = (vpc["EnableDnsSupport"], vpc["EnableDnsHostnames"]);
                if (IsOff(support))
                {
                    yield return topology.Violation(NoDns, service, $"VPC {vpc.LogicalId} has no DNS, so its tasks find neither the registry nor AWS's services; set EnableDnsSupport.");
                }
                else if ((!names.IsPresent || IsOff(names)) && service.TaskDefinition?.Volumes.Any() == true)
                {
                    yield return topology.Violation(NoDns, service, $"VPC {vpc.LogicalId} has no DNS host names, by which file systems are mounted, so no task starts; set EnableDnsHostnames.");
                }
                else if ((!names.IsPresent || IsOff(names)) && new VpcEndpoints(topology.Template, vpc).Interfaces.FirstOrDefault(e => e["PrivateDnsEnabled"].IsTrue) is { } endpoint)
                {
                    yield return topology.Violation(NoDns, service, $"VPC {vpc.LogicalId} has no DNS host names, without which AWS refuses the private names of VPC endpoint {endpoint.LogicalId}; set EnableDnsHostnames.");
                }
            }
        }

        static bool IsOff(TemplateValue value) => "false".Equals(value.Text, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The network ACLs of its subnets let HTTPS out and its answers in.</summary>
    public static IEnumerable<TemplateViolation> AclsLetThrough(EcsTopology topology) =>
        from routes in new[] { new SubnetRoutes(topology.Template) }
        from service in topology.Services
        where service.IsFargate
        let network = new ServiceNetwork(service, topology)
        let stopping = (from subnet in network.Subnets
                        let acl = NetworkAcl.Of(topology.Template, subnet)
                        where acl is not null
                        // What goes to an endpoint stays in the VPC.
                        let isOutside = routes.WayOutOf(subnet).Kind is WayOut.Nat or WayOut.InternetGateway && network.VpcOf(subnet) is { } vpc && !new VpcEndpoints(topology.Template, vpc).Interfaces.Any()
                        let isElsewhere = new Func<TemplateValue, bool>(range => isOutside && range.Text is { } text && IsPrivate(topology, text))
                        let isStoppedOut = acl.Stops(isOut: true, HttpsPort, HttpsPort, isElsewhere)
                        where isStoppedOut || acl.Stops(isOut: false, FirstEphemeral, LastEphemeral, isElsewhere)
                        select (acl.Resource, isStoppedOut)).ToList()
        where stopping.Count > 0
        let what = stopping[0].isStoppedOut ? $"TCP port {HttpsPort} out" : $"the answers to what its tasks ask in (TCP ports {FirstEphemeral} to {LastEphemeral})"
        select topology.Violation(Acl, service, $"network ACL {stopping[0].Resource.LogicalId} of its subnet does not let {what}, so no task starts; allow it.");

    private static bool IsPrivate(EcsTopology topology, string cidr) => Placeholder.TargetOf(cidr) is { } id
        ? topology.Template.Find(id, "AWS::EC2::VPC", "AWS::EC2::Subnet") is not null
        : cidr is "255.255.255.255/32" || (IPNetwork.TryParse(cidr, out var network) && _private.Any(p => p.PrefixLength <= network.PrefixLength && p.Contains(network.BaseAddress)));

    private static List<string> Missing(EcsTopology topology, TaskDefinition task, VpcEndpoints endpoints, TemplateResource? table)
    {
        var sources = SecretSource.Of(task, topology.Template).ToList();
        return
        [
            .. new (string Service, string For, bool IsNeeded)[]
            {
                ("ecr.api", "images", true),
                ("ecr.dkr", "images", true),
                ("s3", "the layers of images", true),
                ("logs", "its logs", ContainerLog.In(task, topology).Any(l => l.IsCloudWatch)),
                ("secretsmanager", "its secrets", sources.Any(s => s.SecretArn is not null)),
                ("ssm", "its parameters", sources.Any(s => s.Parameter is not null)),
            }.Where(n => n.IsNeeded && !endpoints.LeadTo(n.Service, table)).Select(n => $"{n.Service} ({n.For})"),
            .. task.Containers.Select(c => EcrImage.Of(c, topology.Template)).Where(i => i.IsPublic).Select(i => $"image {i.Text} (nor can have, outside of Amazon ECR)").Take(1),
        ];
    }

    private static bool MayBeHttps(SecurityGroupRule rule) =>
        rule.Protocol is not ("udp" or "17" or "icmp" or "1" or "icmpv6" or "58") && (rule.Protocol == "-1" || rule.From is null || rule.To is null || (rule.From <= HttpsPort && HttpsPort <= rule.To));
}
