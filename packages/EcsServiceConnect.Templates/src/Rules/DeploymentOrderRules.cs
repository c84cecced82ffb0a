using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>What a service needs when its first task starts is made before it.</summary>
internal static class DeploymentOrderRules
{
    [TemplateRule("a client that may be deployed before what it calls", "Amazon ECS Developer Guide, Amazon ECS Service Connect components")]
    public const string ClientFirst = "client-before-server";

    [TemplateRule("a service that may be made before the listener of its target group", "Amazon ECS API Reference, CreateService: InvalidParameterException")]
    public const string ListenerLater = "service-before-listener";

    [TemplateRule("a service whose target group no listener leads to", "Amazon ECS API Reference, CreateService: InvalidParameterException")]
    public const string NoListener = "target-group-without-listener";

    [TemplateRule("a service that may start before its file system can be mounted", "Amazon EFS User Guide, Mounting with a DNS name")]
    public const string MountLater = "service-before-mount-target";

    [TemplateRule("a route to an internet gateway that may be made before the gateway is attached to its VPC", "AWS CloudFormation User Guide, DependsOn attribute: when a DependsOn attribute is required, VPC-gateway attachment")]
    public const string AttachedLater = "route-before-gateway";

    private static readonly string[] _slow =
    [
        "AWS::EC2::NatGateway", "AWS::EC2::VPCEndpoint", "AWS::EC2::Instance", "AWS::AutoScaling::AutoScalingGroup", "AWS::EFS::MountTarget",
        "AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::CacheCluster",
        "AWS::ECS::Service", "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::CertificateManager::Certificate", "AWS::ServiceDiscovery::PrivateDnsNamespace",
    ];

    /// <summary>The route refers to the gateway only, and EC2 takes one that is attached to the route table's VPC.</summary>
    public static IEnumerable<TemplateViolation> GatewaysFirst(EcsTopology topology) =>
        from route in topology.Template.OfType("AWS::EC2::Route")
        where topology.Template.Find(route["GatewayId"].Target, "AWS::EC2::InternetGateway") is not null
        let attachments = topology.Template.OfType("AWS::EC2::VPCGatewayAttachment").Where(a => a["InternetGatewayId"].Target == route["GatewayId"].Target).ToList()
        where attachments.Count > 0 && !attachments.Any(a => topology.Template.IsMadeAfter(route, a))
        select topology.Violation(AttachedLater, route, $"route {route.LogicalId} may be made before {attachments[0].LogicalId} has attached its gateway, and is refused then; add a dependency on that.") with { IsAdvice = true };

    /// <summary>A client is deployed after the services that it refers to, unless they refer to it too.</summary>
    /// <remarks>
    /// Amazon ECS Developer Guide, "Amazon ECS Service Connect components": only tasks that start after an endpoint has
    /// been added can resolve it.
    /// </remarks>
    public static IEnumerable<TemplateViolation> ServersFirst(EcsTopology topology)
    {
        var servers = topology.References.Where(r => r.Endpoint is not null).ToLookup(r => r.Client, r => r.Endpoint!.Service);
        return
            from client in servers
            from server in client.Distinct()
            where server != client.Key && !topology.Template.IsMadeAfter(client.Key.Resource, server.Resource) && !Reaches(server, client.Key)
            select topology.Violation(ClientFirst, client.Key, $"it refers to {topology.NameOf(server)} but may be deployed before it, and a task that runs already never learns of a new endpoint; add a dependency on its service, as WaitFor does.");

        bool Reaches(ServiceDefinition from, ServiceDefinition to)
        {
            var seen = new HashSet<ServiceDefinition>();
            var open = new Stack<ServiceDefinition>([from]);
            while (open.TryPop(out var next))
            {
                if (next == to)
                {
                    return true;
                }

                foreach (var server in servers[next].Where(seen.Add))
                {
                    open.Push(server);
                }
            }

            return false;
        }
    }

    /// <summary>A target group has a listener before the service that registers with it is made.</summary>
    /// <remarks>Amazon ECS API Reference, "CreateService": otherwise it is an InvalidParameterException, "The target group … does not have an associated load balancer".</remarks>
    public static IEnumerable<TemplateViolation> ListenersFirst(EcsTopology topology)
    {
        var routes = LoadBalancerRoutes.In(topology.Template);
        foreach (var service in topology.Services)
        {
            foreach (var group in service.LoadBalancers.Select(l => topology.Template.Find(l.TargetGroup, "AWS::ElasticLoadBalancingV2::TargetGroup")).OfType<CloudFormation.TemplateResource>())
            {
                var listeners = routes.RoutesTo(group.LogicalId);
                if (listeners.Count == 0)
                {
                    // A listener of another stack may lead to it, and then was made before.
                    if (routes.HasUnknown || topology.Template.IsHandedOn(group.LogicalId))
                    {
                        continue;
                    }

                    yield return topology.Violation(NoListener, service, $"no listener forwards to its target group {group.LogicalId}, so ECS refuses the service; add one.");
                }
                else if (!listeners.Any(l => topology.Template.IsMadeAfter(service.Resource, l)))
                {
                    yield return topology.Violation(ListenerLater, service, $"it may be made before {listeners[0].LogicalId}, and ECS refuses a service whose target group has no load balancer yet; add a dependency on it.") with { IsAdvice = !IsCertainlyLater(topology.Template, listeners, service.Resource) };
                }
            }
        }
    }

    // A load balancer takes minutes, and a service with its roles and task definition seconds. A listener or rule of one that
    // is there already mostly comes first, and who waits for another thing that takes minutes may be later.
    private static bool IsCertainlyLater(CloudFormation.CloudFormationTemplate template, IReadOnlyList<CloudFormation.TemplateResource> listeners, CloudFormation.TemplateResource service) =>
        listeners.All(l => template.OfType("AWS::ElasticLoadBalancingV2::LoadBalancer").Any(b => template.IsMadeAfter(l, b) && !template.IsMadeAfter(service, b)))
        && !template.Resources.Any(r => IsSlow(r.Type) && template.IsMadeAfter(service, r));

    private static bool IsSlow(string type) =>
        _slow.Contains(type) || type.StartsWith("Custom::", StringComparison.Ordinal) || type.StartsWith("AWS::CloudFormation::", StringComparison.Ordinal);

    /// <summary>A file system has its mount targets before a service mounts it; without a circuit breaker ECS tries on until it has.</summary>
    /// <remarks>Amazon ECS Developer Guide, "Use Amazon EFS volumes with Amazon ECS"; its name resolves in a zone only once there is a mount target in it (Amazon EFS User Guide, "Mounting with a DNS name").</remarks>
    public static IEnumerable<TemplateViolation> MountTargetsFirst(EcsTopology topology) =>
        from service in topology.Services
        from system in (service.TaskDefinition?.Volumes ?? []).Select(v => v.FileSystem).OfType<string>().Distinct()
        let late = topology.Template.OfType("AWS::EFS::MountTarget")
            .Where(t => t["FileSystemId"].Target == system && !topology.Template.IsMadeAfter(service.Resource, t))
            .Select(t => t.LogicalId)
            .ToList()
        where late.Count > 0
        select topology.Violation(MountLater, service, $"it mounts {system} but may start before {string.Join(", ", late)} exist; add a dependency on them.") with { IsAdvice = !service.HasCircuitBreaker };
}
