using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Constructs;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// The VPC: public subnets for load balancers and NAT gateways, private ones for tasks and stores. What its security
/// groups refuse is logged. Of one that was there before nothing is changed.
/// </summary>
internal static class Network
{
    // What a subnet selection finds the private ones by.
    private const string Private = "private";

    internal static IVpc AddTo(Construct scope, EcsApplication application, EcsEnvironmentResource environment)
    {
        if (environment.ExistingVpc is { } existing)
        {
            return Vpc.FromVpcAttributes(scope, "Vpc", new VpcAttributes
            {
                VpcId = existing.VpcId,

                // Which zones they are is not known off line, and matters to nothing that is written here.
                AvailabilityZones = [.. Enumerable.Range(0, existing.PrivateSubnetIds.Count).Select(i => Fn.Select(i, Fn.GetAzs()))],
                PrivateSubnetIds = [.. existing.PrivateSubnetIds],
                PrivateSubnetNames = [Private],
                PublicSubnetIds = existing.PublicSubnetIds is [] ? null : [.. existing.PublicSubnetIds],
            });
        }

        var vpc = new Vpc(scope, "Vpc", new VpcProps
        {
            // Named by their place in the region's list: a stack for no region in particular has but two otherwise.
            AvailabilityZones = [.. Enumerable.Range(0, environment.AvailabilityZones).Select(i => Fn.Select(i, Fn.GetAzs()))],
            NatGateways = environment.NatGateways,
            SubnetConfiguration =
            [
                new SubnetConfiguration { Name = "public", SubnetType = SubnetType.PUBLIC, CidrMask = 24, MapPublicIpOnLaunch = false },
                new SubnetConfiguration { Name = Private, SubnetType = environment.IsIsolated ? SubnetType.PRIVATE_ISOLATED : SubnetType.PRIVATE_WITH_EGRESS, CidrMask = 20 },
            ],
        });
        vpc.AddFlowLog("Refused", new FlowLogOptions
        {
            TrafficType = FlowLogTrafficType.REJECT,
            Destination = FlowLogDestination.ToCloudWatchLogs(ServiceLogs.AddGroup(vpc, environment, "refused-connections")),
        });
        if (environment.IsIsolated)
        {
            AddEndpoints(vpc, Endpoints(application, environment));
        }

        return vpc;
    }

    internal static ISubnetSelection PrivateSubnets { get; } = new SubnetSelection { SubnetGroupName = Private };

    internal static ISubnetSelection PublicSubnets { get; } = new SubnetSelection { SubnetType = SubnetType.PUBLIC };

    /// <summary>
    /// The services of AWS that a task needs to start and to log with no way out (AWS, "Amazon ECS interface VPC endpoints":
    /// Fargate needs none for ECS itself); those of sessions and of traces where there are such.
    /// </summary>
    internal static IReadOnlyList<(string Id, string Service)> Endpoints(EcsApplication application, EcsEnvironmentResource environment) =>
    [
        ("EcrApi", "ecr.api"),
        ("EcrDocker", "ecr.dkr"),
        ("CloudWatchLogs", "logs"),
        ("SecretsManager", "secretsmanager"),
        .. environment.EnableExecuteCommand || application.Services.Any(s => s.HasPortSession) ? [("SsmMessages", "ssmmessages")] : Array.Empty<(string, string)>(),
        .. application.Services.Any(s => s.ExportsToCloudWatch) ? [("XRay", "xray")] : Array.Empty<(string, string)>(),
    ];

    private static void AddEndpoints(Vpc vpc, IReadOnlyList<(string Id, string Service)> endpoints)
    {
        var group = new SecurityGroup(vpc, "EndpointsSecurityGroup", new SecurityGroupProps
        {
            Vpc = vpc,
            Description = "VPC endpoints: HTTPS from the VPC",
            AllowAllOutbound = false,
        });
        group.AddIngressRule(Peer.Ipv4(vpc.VpcCidrBlock), Port.Tcp(443), "HTTPS from the VPC");

        foreach (var (id, service) in endpoints)
        {
            vpc.AddInterfaceEndpoint(id, new InterfaceVpcEndpointOptions
            {
                Service = new InterfaceVpcEndpointAwsService(service),
                Subnets = PrivateSubnets,
                SecurityGroups = [group],
                Open = false,
            });
        }

        // The layers of images in ECR are in S3.
        vpc.AddGatewayEndpoint("S3", new GatewayVpcEndpointOptions { Service = GatewayVpcEndpointAwsService.S3, Subnets = [PrivateSubnets] });
    }
}
