using Amazon.CDK;
using Amazon.CDK.AWS.CertificateManager;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.ElasticLoadBalancingV2;
using Amazon.CDK.AWS.Route53;
using Amazon.CDK.AWS.Route53.Targets;
using Aspire.Hosting;
using Constructs;
using EcsServiceConnect.Hosting.Model;
using ElbProtocol = Amazon.CDK.AWS.ElasticLoadBalancingV2.Protocol;
using LoadBalancerHealthCheck = Amazon.CDK.AWS.ElasticLoadBalancingV2.HealthCheck;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// The way in for a resource with an external HTTP endpoint: an application load balancer of its own, with HTTPS where
/// the environment has a domain.
/// </summary>
internal sealed class LoadBalancer
{
    private LoadBalancer(ApplicationLoadBalancer construct, ApplicationListener listener, string host)
    {
        Construct = construct;
        Listener = listener;
        Host = host;
    }

    internal ApplicationLoadBalancer Construct { get; }

    internal ApplicationListener Listener { get; }

    /// <summary>Those that it sends to; null before there are any.</summary>
    internal ApplicationTargetGroup? TargetGroup { get; private set; }

    /// <summary>The name under which it answers.</summary>
    internal string Host { get; }

    /// <summary>Adds it, with nobody to send to yet: tasks may have its name in their variables.</summary>
    internal static LoadBalancer AddTo(Construct scope, EcsService service, EcsEnvironmentResource environment, IVpc vpc)
    {
        var group = new SecurityGroup(scope, "LoadBalancerSecurityGroup", new SecurityGroupProps
        {
            Vpc = vpc,
            Description = $"The load balancer of {service.Name}",
            AllowAllOutbound = false,
        });
        var balancer = new ApplicationLoadBalancer(scope, "LoadBalancer", new ApplicationLoadBalancerProps
        {
            Vpc = vpc,
            VpcSubnets = Network.PublicSubnets,
            InternetFacing = true,
            SecurityGroup = group,
            DropInvalidHeaderFields = true,

            // Streams are silent at times; the load balancer's own limit is a minute.
            IdleTimeout = service.Options.IsStreaming ? Duration.Hours(1) : null,
        });
        return new(balancer, AddListener(scope, environment, balancer), environment.Domain?.Name ?? balancer.LoadBalancerDnsName);
    }

    /// <summary>Sends requests to a service's tasks.</summary>
    internal void SendTo(EcsService service, EcsPort port, EcsEnvironmentResource environment, FargateService fargateService)
    {
        var probe = service.Probes.Target ?? new EcsTargetProbe("/", EcsTargetProbe.AnyAnswer);
        var isGrpc = port.AppProtocol is EcsAppProtocol.Grpc;
        TargetGroup = Listener.AddTargets("Tasks", new AddApplicationTargetsProps
        {
            Protocol = ApplicationProtocol.HTTP,
            ProtocolVersion = Version(service, port, environment),
            Port = port.ContainerPort,
            Targets = [fargateService.LoadBalancerTarget(new LoadBalancerTargetOptions { ContainerName = service.Name, ContainerPort = port.ContainerPort })],
            DeregistrationDelay = Duration.Seconds(30),
            HealthCheck = new LoadBalancerHealthCheck
            {
                Protocol = ElbProtocol.HTTP,
                Path = probe.Path,

                // gRPC's own statuses, 0 to 99 (Elastic Load Balancing API Reference, "Matcher").
                HealthyGrpcCodes = isGrpc ? "0-99" : null,
                HealthyHttpCodes = isGrpc ? null : probe.Statuses,
                Interval = Duration.Seconds(probe.Interval.TotalSeconds),
                Timeout = Duration.Seconds(probe.Timeout.TotalSeconds),
                HealthyThresholdCount = probe.Successes,
                UnhealthyThresholdCount = probe.Failures,
            },
        });
        if (service.Options.StickySessions is { } duration)
        {
            TargetGroup.EnableCookieStickiness(Duration.Seconds(duration.TotalSeconds));
        }
    }

    private static ApplicationListener AddListener(Construct scope, EcsEnvironmentResource environment, ApplicationLoadBalancer balancer)
    {
        if (environment.Domain is not { } domain)
        {
            return balancer.AddListener("Http", new BaseApplicationListenerProps { Protocol = ApplicationProtocol.HTTP, Port = environment.PublicPort });
        }

        var zone = HostedZone.FromHostedZoneAttributes(scope, "Zone", new HostedZoneAttributes { ZoneName = domain.HostedZoneName, HostedZoneId = domain.HostedZoneId });
        var certificate = domain.CertificateArn is { } arn
            ? Certificate.FromCertificateArn(scope, "Certificate", arn)
            : new Certificate(scope, "Certificate", new CertificateProps { DomainName = domain.Name, Validation = CertificateValidation.FromDns(zone) });
        _ = new ARecord(scope, "Address", new ARecordProps
        {
            Zone = zone,
            RecordName = domain.Name,
            Target = RecordTarget.FromAlias(new LoadBalancerTarget(balancer)),
        });
        balancer.AddRedirect();
        return balancer.AddListener("Https", new BaseApplicationListenerProps
        {
            Protocol = ApplicationProtocol.HTTPS,
            Port = environment.PublicPort,
            Certificates = [ListenerCertificate.FromCertificateManager(certificate)],
            SslPolicy = SslPolicy.RECOMMENDED_TLS,
        });
    }

    // AWS, "Target groups for your Application Load Balancers: protocol version".
    private static ApplicationProtocolVersion? Version(EcsService service, EcsPort port, EcsEnvironmentResource environment) => port.AppProtocol switch
    {
        EcsAppProtocol.Grpc or EcsAppProtocol.Http2 when environment.Domain is null => throw new DistributedApplicationException(
            $"Resource '{service.Name}' has the external endpoint '{port.Endpoint.Name}' of HTTP/2, which a load balancer takes over HTTPS only: set the environment's Domain."),
        EcsAppProtocol.Grpc => ApplicationProtocolVersion.GRPC,
        EcsAppProtocol.Http2 => ApplicationProtocolVersion.HTTP2,
        _ => null,
    };
}
