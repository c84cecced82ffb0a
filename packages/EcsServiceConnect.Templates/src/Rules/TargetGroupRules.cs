using System.Globalization;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A target group speaks as its targets do, and its health check can succeed.</summary>
/// <remarks>Elastic Load Balancing User Guide for Application Load Balancers, "Target groups" and "Health checks".</remarks>
internal static class TargetGroupRules
{
    [TemplateRule("a target group in no VPC, or in another one than its load balancer or its targets", "Elastic Load Balancing API Reference, CreateTargetGroup: VpcId")]
    public const string OtherVpc = "target-group-in-another-vpc";

    [TemplateRule("a target group whose protocol its load balancer or the containers behind it do not speak", "Elastic Load Balancing API Reference, CreateTargetGroup: Protocol and ProtocolVersion")]
    public const string Protocol = "target-protocol-mismatch";

    [TemplateRule("a health check by a protocol that its load balancer does not have or the container does not speak", "Elastic Load Balancing API Reference, CreateTargetGroup: HealthCheckProtocol")]
    public const string HealthProtocol = "health-check-protocol-mismatch";

    [TemplateRule("a health check that wants codes which it can't", "Elastic Load Balancing API Reference, Matcher")]
    public const string Matcher = "impossible-matcher";

    [TemplateRule("a health check on a port that is none of the container's and closed to the load balancer", "Elastic Load Balancing API Reference, CreateTargetGroup: HealthCheckPort")]
    public const string HealthPort = "health-check-port-closed";

    [TemplateRule("a health check that is off, for targets by address", "Elastic Load Balancing API Reference, CreateTargetGroup: HealthCheckEnabled")]
    public const string HealthOff = "health-check-off";

    [TemplateRule("two services behind one target group, so that one answers what is meant for the other", "Amazon ECS Developer Guide, Use load balancing to distribute Amazon ECS service traffic")]
    public const string Shared = "target-group-of-two-services";

    [TemplateRule("a load balancer that gives up on a task sooner than its container has to have started", "Amazon ECS API Reference, CreateService: healthCheckGracePeriodSeconds")]
    public const string ShortGrace = "short-grace-period";

    [TemplateRule("a target group of servers without port or protocol", "Elastic Load Balancing API Reference, CreateTargetGroup: Port, Protocol")]
    public const string NoPort = "target-group-without-port";

    private const string Type = "AWS::ElasticLoadBalancingV2::TargetGroup";

    // By convention of ASP.NET Core and others; what is asked for elsewhere may be a redirection or want a password.
    private static readonly string?[] _healthPaths = ["/health", "/alive", "/healthz", "/livez", "/readyz"];

    /// <summary>Compared are VPCs of the template.</summary>
    public static IEnumerable<TemplateViolation> OneVpc(EcsTopology topology)
    {
        var routes = LoadBalancerRoutes.In(topology.Template);
        return
            from target in Targets(topology)
            let vpc = topology.Template.Find(target.Group["VpcId"].Target, "AWS::EC2::VPC")
            where vpc is not null
            let subnets = target.Service.Resource["NetworkConfiguration"]["AwsvpcConfiguration"]["Subnets"].Items.Concat(routes.BalancersOf(target.Group.LogicalId).SelectMany(SubnetPlaces.Of))
            let others = subnets.Select(s => SubnetPlaces.VpcOf(topology.Template, s)).OfType<string>().Where(v => topology.Template.Find(Placeholder.TargetOf(v), "AWS::EC2::VPC") is { } other && other != vpc).Distinct().ToList()
            where others.Count > 0
            select topology.Violation(OtherVpc, target.Service, $"its target group {target.Group.LogicalId} is in VPC {vpc.LogicalId}, and its load balancer or its tasks are in {string.Join(", ", others)}; put all into one VPC.");
    }

    /// <summary>"If the target is a Lambda function, this parameter does not apply. Otherwise, this parameter is required."</summary>
    public static IEnumerable<TemplateViolation> VpcIsGiven(EcsTopology topology) =>
        from target in topology.Template.OfType(Type)
        where !target["VpcId"].IsPresent && target["TargetType"] is { IsUnknown: false, Text: not "lambda" }
        select topology.Violation(OtherVpc, target, $"target group {target.LogicalId} is in no VPC; give VpcId.");

    /// <summary>Port and Protocol: "if the target is a Lambda function, this parameter does not apply", and they are required otherwise.</summary>
    public static IEnumerable<TemplateViolation> PortsAreGiven(EcsTopology topology) =>
        from target in topology.Template.OfType(Type)
        where target["TargetType"] is { IsUnknown: false, Text: not "lambda" } && !(target["Port"].IsPresent && target["Protocol"].IsPresent)
        select topology.Violation(NoPort, target, $"target group {target.LogicalId} has no {(target["Port"].IsPresent ? "Protocol" : "Port")}, without which it is refused; give it Port and Protocol.");

    /// <summary>What the load balancer sends is what it can, and what the container's port says that it speaks (appProtocol).</summary>
    public static IEnumerable<TemplateViolation> ProtocolsFit(EcsTopology topology)
    {
        var routes = LoadBalancerRoutes.In(topology.Template);
        return
            from target in Targets(topology)
            let protocol = target.Group["Protocol"].Text
            let version = target.Group["ProtocolVersion"].Text ?? "HTTP1"
            let speaks = target.Mapping?.AppProtocol
            let balancers = routes.BalancersOf(target.Group.LogicalId).ToList()
            let plain = routes.RoutesTo(target.Group.LogicalId).Select(r => topology.Template.Find(r["ListenerArn"].Target) ?? r).FirstOrDefault(l => l["Protocol"].Text == "HTTP")
            let fault = balancers.Any(IsApplication) && protocol is "TCP" or "TLS" or "UDP" or "TCP_UDP" ? $"takes {protocol}, and application load balancers send HTTP or HTTPS"
                : protocol == "HTTPS" && speaks is not null ? $"takes HTTPS, and the port speaks {speaks} without TLS, as its appProtocol says"
                : protocol is not "HTTP" ? null
                : version == "GRPC" && speaks is "http" or "http2" ? $"takes gRPC, and the port speaks {speaks}, as its appProtocol says"
                : version == "HTTP1" && speaks is "grpc" ? "takes HTTP/1.1, and the port speaks gRPC, as its appProtocol says"
                : version == "HTTP2" && speaks is "http" ? "takes HTTP/2, and the port speaks HTTP/1.1, as its appProtocol says"
                : version is "GRPC" or "HTTP2" && plain is not null ? $"takes {version}, for which a listener has to speak HTTPS, and {plain.LogicalId} speaks HTTP"
                : null
            where fault is not null
            select topology.Violation(Protocol, target.Service, $"its target group {target.Group.LogicalId} {fault}; make them speak the same.");
    }

    public static IEnumerable<TemplateViolation> HealthProtocolsFit(EcsTopology topology)
    {
        var routes = LoadBalancerRoutes.In(topology.Template);
        return
            from target in Targets(topology)
            let check = target.Group["HealthCheckProtocol"].Text
            let fault = check == "TCP" && (target.Group["Protocol"].Text is "HTTP" or "HTTPS" || routes.BalancersOf(target.Group.LogicalId).Any(IsApplication)) ? "by TCP, and application load balancers check by HTTP or HTTPS"
                : check == "HTTPS" && target.Mapping?.AppProtocol is { } speaks ? $"by HTTPS, and the port speaks {speaks} without TLS, as its appProtocol says"
                : null
            where fault is not null
            select topology.Violation(HealthProtocol, target.Service, $"target group {target.Group.LogicalId} checks it {fault}; check by HTTP.");
    }

    /// <summary>"For Application Load Balancers, you can specify values between 200 and 499", for gRPC codes from 0 to 99.</summary>
    public static IEnumerable<TemplateViolation> Matchers(EcsTopology topology) =>
        from resource in topology.Template.OfType(Type)
        where resource["Protocol"].Text is "HTTP" or "HTTPS"
        let isGrpc = resource["ProtocolVersion"].Text == "GRPC"
        let codes = resource["Matcher"][isGrpc ? "GrpcCode" : "HttpCode"].Text
        let fault = resource["Matcher"][isGrpc ? "HttpCode" : "GrpcCode"].IsPresent ? $"wants {(isGrpc ? "HTTP codes of gRPC" : "gRPC codes of HTTP")}"
            : codes is null || codes.Contains(Placeholder.Open) ? null
            : !AreCodes(codes, isGrpc ? (0, 99) : (200, 499)) ? $"wants '{codes}'"
            : !isGrpc && _healthPaths.Contains(resource["HealthCheckPath"].Text) && !Codes(codes).Any(ends => ends[0] <= 200 && 200 <= ends[^1]) ? $"asks for {resource["HealthCheckPath"].Text}, which a healthy server answers with 200, and wants '{codes}'"
            : null
        where fault is not null
        select topology.Violation(Matcher, ServiceOf(topology, resource), $"the health check of target group {resource.LogicalId} {fault}; give {(isGrpc ? "gRPC codes from 0 to 99, as 0 or 0-5" : "HTTP codes from 200 to 499, as 200 or 200-299")}.");

    /// <summary>A port of the container, or at least one that its groups let the load balancer reach.</summary>
    public static IEnumerable<TemplateViolation> HealthPortsAreOpen(EcsTopology topology)
    {
        var routes = LoadBalancerRoutes.In(topology.Template);
        return
            from target in Targets(topology)
            let port = target.Group["HealthCheckPort"].Number
            where port is not null && target.Service.TaskDefinition is { } task && task.Containers.SelectMany(c => c.Ports).All(p => p.Port != port)
            let servers = target.Service.SecurityGroups.Select(topology.FindSecurityGroup).ToList()
            let clients = routes.BalancersOf(target.Group.LogicalId).SelectMany(b => SecurityGroup.Keys(b["SecurityGroups"])).ToList()
            where servers.Count > 0 && clients.Count > 0 && !servers.Contains(null) && !servers.Any(g => g!.Ingress.Any(r => r.Opens(port.Value, clients)))
            select topology.Violation(HealthPort, target.Service, $"target group {target.Group.LogicalId} checks its port {port}, on which no container listens and which no security group opens to the load balancer; use traffic-port, or a port of the container.");
    }

    /// <summary>"If the target type is … ip …, health checks are always enabled and can't be disabled."</summary>
    public static IEnumerable<TemplateViolation> HealthIsChecked(EcsTopology topology) =>
        from resource in topology.Template.OfType(Type)
        where resource["TargetType"].Text is "ip" or "instance" && resource["HealthCheckEnabled"].Text is "false" or "False"
        select topology.Violation(HealthOff, ServiceOf(topology, resource), $"the health check of target group {resource.LogicalId} is off, which targets of type {resource["TargetType"].Text} can't have; leave HealthCheckEnabled out.");

    /// <summary>Each service has a target group of its own.</summary>
    public static IEnumerable<TemplateViolation> OneServiceEach(EcsTopology topology) =>
        from service in topology.Services
        from target in service.LoadBalancers.Concat(TrafficShift.AlternatesOf(service)).Select(l => l.TargetGroup).Distinct()
        where topology.Template.Find(target, Type) is not null
        group service by (Group: target, service.Resource.Condition) into same
        where same.Count() > 1
        let ordered = same.OrderBy(topology.NameOf, StringComparer.Ordinal).ToList()
        select topology.Violation(Shared, ordered[^1], $"its target group {same.Key.Group} is also that of {string.Join(", ", ordered[..^1].Select(topology.NameOf))}, so that either gets the other's requests; give each its own.");

    /// <summary>Failures do not count during the grace period; after it, UnhealthyThresholdCount of them in a row end the task.</summary>
    public static IEnumerable<TemplateViolation> GraceCoversStart(EcsTopology topology) =>
        from target in Targets(topology)
        let start = target.Container?.Definition["HealthCheck"]["StartPeriod"].Number
        where start is not null
        let check = target.Group
        let patience = (target.Service.Resource["HealthCheckGracePeriodSeconds"].Number ?? 0) + ((check["UnhealthyThresholdCount"].Number ?? 2) * (check["HealthCheckIntervalSeconds"].Number ?? 30))
        where patience < start && !(target.Service.Resource["HealthCheckGracePeriodSeconds"].Text?.Contains(Placeholder.Open) ?? false)
        select topology.Violation(ShortGrace, target.Service, $"its load balancer gives up on a task after {patience} s, and container {target.Container!.Name} has {start} s to start; raise HealthCheckGracePeriodSeconds to {start}.") with { IsAdvice = true };

    private static IEnumerable<(ServiceDefinition Service, TemplateResource Group, Container? Container, PortMapping? Mapping)> Targets(EcsTopology topology) =>
        from service in topology.Services
        from target in service.LoadBalancers.Concat(TrafficShift.AlternatesOf(service))
        let resource = topology.Template.Find(target.TargetGroup, Type)
        where resource is not null
        let container = service.TaskDefinition?.Containers.FirstOrDefault(c => c.Name == target.Container)
        select (service, resource, container, container?.Ports.FirstOrDefault(p => p.Port == target.Port));

    private static TemplateResource ServiceOf(EcsTopology topology, TemplateResource group) =>
        topology.Services.FirstOrDefault(s => s.LoadBalancers.Concat(TrafficShift.AlternatesOf(s)).Any(l => l.TargetGroup == group.LogicalId))?.Resource ?? group;

    private static bool IsApplication(TemplateResource balancer) => (balancer["Type"].Text ?? "application") == "application";

    private static bool AreCodes(string text, (int Least, int Largest) bounds) =>
        Codes(text).All(ends => ends.Count <= 2 && ends.All(c => bounds.Least <= c && c <= bounds.Largest) && ends[0] <= ends[^1]);

    // Codes and ranges of them, the ends of each; -1 for what is no number.
    private static IEnumerable<List<int>> Codes(string text) =>
        text.Split(',').Select(part => part.Split('-').Select(e => int.TryParse(e.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : -1).ToList());
}
