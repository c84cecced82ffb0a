using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>What a service says of itself fits together.</summary>
internal static partial class ServiceRules
{
    [TemplateRule("a Service Connect namespace by its id, where ECS takes its name or ARN", "Amazon ECS API Reference, ServiceConnectConfiguration: namespace")]
    public const string NamespaceById = "namespace-by-id";

    [TemplateRule("rebalancing of Availability Zones in a service that may not run a task more", "Amazon ECS Developer Guide, Balancing an Amazon ECS service across Availability Zones")]
    public const string NoRoomToRebalance = "no-room-to-rebalance";

    [TemplateRule("Service Connect in a service that CodeDeploy or somebody else deploys", "Amazon ECS Developer Guide, Use Service Connect to connect Amazon ECS services with short names: considerations")]
    public const string Controller = "deployment-controller-without-service-connect";

    [TemplateRule("a proxy on a port that a container of the task has", "Amazon ECS API Reference, ServiceConnectService: ingressPortOverride")]
    public const string IngressPort = "ingress-port-taken";

    [TemplateRule("a grace period for the health checks of a load balancer, in a service that has none", "Amazon ECS API Reference, CreateService: healthCheckGracePeriodSeconds")]
    public const string NoLoadBalancer = "grace-period-without-load-balancer";

    [TemplateRule("a role for a load balancer in a service whose tasks have an address of their own", "Amazon ECS API Reference, CreateService: role")]
    public const string ServiceRole = "service-role-beside-awsvpc";

    /// <summary>"This parameter is only permitted if you are using a load balancer with your service and your task definition doesn't use the awsvpc network mode."</summary>
    public static IEnumerable<TemplateViolation> RolesAreOfBridges(EcsTopology topology) =>
        from service in topology.Services
        where service.Resource["Role"].IsPresent && service.TaskDefinition?.Resource["NetworkMode"].Text == "awsvpc"
        select topology.Violation(ServiceRole, service, "it has a Role, which ECS refuses of tasks with an address of their own (awsvpc): it takes its service-linked role; leave Role out.");

    /// <summary>"Only valid for services configured to use load balancers."</summary>
    public static IEnumerable<TemplateViolation> GracePeriodsAreOfLoadBalancers(EcsTopology topology) =>
        from service in topology.Services
        where service.Resource["HealthCheckGracePeriodSeconds"].Number > 0
            && !service.Resource["LoadBalancers"].IsUnknownList && service.LoadBalancers.Count == 0 && !service.Resource["VpcLatticeConfigurations"].IsPresent
        select topology.Violation(NoLoadBalancer, service, "it has a HealthCheckGracePeriodSeconds and no load balancer, which ECS refuses; leave that out, and give the container's own health check a StartPeriod.");

    /// <summary>"The namespace name or full Amazon Resource Name (ARN)": an id would be taken for a name.</summary>
    public static IEnumerable<TemplateViolation> NamespacesByName(EcsTopology topology) =>
        from given in topology.Services.Where(s => s.IsConnected).Select(s => (s.Resource, Value: s.Resource["ServiceConnectConfiguration"]["Namespace"]))
            .Concat(topology.Template.OfType("AWS::ECS::Cluster").Select(c => (Resource: c, Value: c["ServiceConnectDefaults"]["Namespace"])))
        where given.Value.Text is { } text && IsId(topology, given.Value.Target, text)
        select topology.Violation(NamespaceById, given.Resource, $"its Service Connect namespace is the id {given.Value.Text}, and ECS takes a name or an ARN; {(given.Value.Target is { } id ? $"write Fn::GetAtt {id}.Arn" : "give one of these")}.");

    /// <summary>A task is started in another zone before the one to be moved is stopped, so that MaximumPercent has to be above 100.</summary>
    public static IEnumerable<TemplateViolation> RoomToRebalance(EcsTopology topology) =>
        from service in topology.Services
        where service.Resource["AvailabilityZoneRebalancing"].Text == "ENABLED" && service.MaximumPercent <= 100
        select topology.Violation(NoRoomToRebalance, service, $"its tasks are to be rebalanced over zones, which ECS refuses with a MaximumPercent of {service.MaximumPercent}; raise that above 100, or set AvailabilityZoneRebalancing to DISABLED.");

    /// <summary>Service Connect is for services that ECS deploys itself.</summary>
    public static IEnumerable<TemplateViolation> EcsDeploys(EcsTopology topology) =>
        from service in topology.Services
        where service.IsConnected
        let controller = service.Resource["DeploymentController"]["Type"].Text
        where controller is "CODE_DEPLOY" or "EXTERNAL"
        select topology.Violation(Controller, service, $"it has Service Connect and deployment controller {controller}, which do not go together; use ECS, whose strategies have blue/green too.");

    /// <summary>All containers of a task have one address, so the proxy's port has to be another than theirs.</summary>
    public static IEnumerable<TemplateViolation> IngressPortsAreFree(EcsTopology topology) =>
        from endpoint in topology.Endpoints
        where endpoint.IngressPortOverride is not null && endpoint.Service.TaskDefinition?.Containers.SelectMany(c => c.Ports).Any(p => p.Port == endpoint.IngressPortOverride) == true
        select topology.Violation(IngressPort, endpoint.Service, $"port {endpoint.PortName} has IngressPortOverride {endpoint.IngressPortOverride}, on which a container of the task listens; take a free port, or leave it out.");

    // Ref gives the id of a namespace (AWS CloudFormation Template Reference, AWS::ServiceDiscovery::HttpNamespace, return values).
    private static bool IsId(EcsTopology topology, string? target, string text) =>
        LiteralId().IsMatch(text)
        || (topology.Template.Find(target) is { } resource && resource.Type.StartsWith("AWS::ServiceDiscovery::", StringComparison.Ordinal)
            && (text == Placeholder.For(resource.LogicalId) || text == Placeholder.For($"{resource.LogicalId}.Id")));

    [GeneratedRegex("^ns-[a-z0-9]{16,}$")]
    private static partial Regex LiteralId();
}
