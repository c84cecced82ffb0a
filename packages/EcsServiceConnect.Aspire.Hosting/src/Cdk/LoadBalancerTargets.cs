using System.Security.Cryptography;
using System.Text;
using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.ElasticLoadBalancingV2;
using Aspire.Hosting;
using Constructs;
using EcsServiceConnect.Hosting.Model;
using ElbProtocol = Amazon.CDK.AWS.ElasticLoadBalancingV2.Protocol;
using LoadBalancerHealthCheck = Amazon.CDK.AWS.ElasticLoadBalancingV2.HealthCheck;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>The tasks of a service as a load balancer has them: a target group for each external endpoint, and what of a listener's requests goes to it.</summary>
internal static class LoadBalancerTargets
{
    /// <returns>The target group of the first external endpoint.</returns>
    internal static ApplicationTargetGroup AddTo(Construct scope, EcsService service, EcsEnvironmentResource environment, IVpc vpc, LoadBalancer balancer, FargateService fargateService)
    {
        ApplicationTargetGroup? first = null;
        var shift = TrafficShift.For(scope, service);
        foreach (var (port, index) in service.PublicPorts.Select((port, index) => (port, index)))
        {
            var id = first is null ? "Targets" : $"Targets{port.Endpoint.Name}";
            var group = AddGroup(scope, id, service, port, environment, vpc);
            first ??= group;
            var listener = balancer.Listener(port.Public!.Port);
            var route = Route(service, port.Public, balancer);
            if (route is null)
            {
                listener.AddTargetGroups(port.Name, new AddApplicationTargetGroupsProps { TargetGroups = [group] });
            }
            else if (shift is null)
            {
                listener.AddTargetGroups(port.Name, new AddApplicationTargetGroupsProps { TargetGroups = [group], Conditions = route.Value.Conditions, Priority = route.Value.Priority });
            }

            shift?.AddRules(port, (group, AddGroup(scope, $"{id}Alternate", service, port, environment, vpc)), route, balancer, fargateService, index);
            group.AddTarget(fargateService.LoadBalancerTarget(new LoadBalancerTargetOptions { ContainerName = service.Name, ContainerPort = port.ContainerPort }));
        }

        return first!;
    }

    private static ApplicationTargetGroup AddGroup(Construct scope, string id, EcsService service, EcsPort port, EcsEnvironmentResource environment, IVpc vpc)
    {
        var probe = service.Probes.Target ?? new EcsTargetProbe("/", EcsTargetProbe.AnyAnswer);
        var isGrpc = port.AppProtocol is EcsAppProtocol.Grpc;
        return new(scope, id, new ApplicationTargetGroupProps
        {
            Vpc = vpc,
            TargetType = TargetType.IP,
            Protocol = ApplicationProtocol.HTTP,
            ProtocolVersion = Version(service, port, environment),
            Port = port.ContainerPort,
            DeregistrationDelay = Duration.Seconds(30),
            StickinessCookieDuration = service.Options.StickySessions is { } duration ? Duration.Seconds(duration.TotalSeconds) : null,
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
    }

    // Of all that comes to the port there is neither.
    private static (ListenerCondition[] Conditions, int Priority)? Route(EcsService service, EcsPublicAddress address, LoadBalancer balancer) =>
        address is { Host: null, Path: null } ? null : ([.. Conditions(address)], balancer.FreePriority(address.Port, Priority(service, address)));

    private static IEnumerable<ListenerCondition> Conditions(EcsPublicAddress address)
    {
        if (address.Host is not null)
        {
            yield return ListenerCondition.HostHeaders([address.Host]);
        }

        if (address.Path is not null)
        {
            yield return ListenerCondition.PathPatterns([.. address.PathPatterns]);
        }
    }

    /// <summary>
    /// Lower comes first, 1 to 50000 (Elastic Load Balancing API Reference, "CreateRule"): host and path, host, path; of
    /// these the longest path. The rest is the service's name's, as the number must stay what it is when other rules come
    /// and go: CloudFormation changes one after the other, and no two may have the same at any time.
    /// </summary>
    private static int Priority(EcsService service, EcsPublicAddress address)
    {
        const int kindSize = 16_000, lengthSize = 120, longest = 128;
        var kind = (address.Host, address.Path) switch { (not null, not null) => 0, (not null, null) => 1, _ => 2 };
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{service.Name} {address}"));
        return 1 + (kind * kindSize) + ((longest - (address.Path?.Length ?? 0)) * lengthSize) + (BitConverter.ToUInt16(hash) % lengthSize);
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
