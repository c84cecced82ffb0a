using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ElastiCache;
using Constructs;
using EcsServiceConnect.Hosting.Cdk;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Stores;

/// <summary>Redis on Amazon ElastiCache.</summary>
internal sealed class ElastiCacheRedis : EcsManagedStore
{
    private const string Password = "REDIS_PASSWORD";

    // Amazon ElastiCache User Guide, "Authenticating with the Valkey and Redis OSS AUTH command": AUTH token constraints.
    private static readonly ParameterConstraint _password = new("[A-Za-z0-9!&#$^<>-]{16,128}", "must be 16 to 128 of the letters A to Z, digits, and ! & # $ ^ < > -, as ElastiCache takes no others");

    public override string Name => "ElastiCache";

    public override ParameterConstraint? ConstraintOf(string variable) => variable == Password ? _password : null;

    // It takes a password over TLS only.
    public override bool NeedsTls => true;

    public override ManagedStore AddTo(
        Construct scope, EcsService service, EcsEnvironmentResource environment, IVpc vpc, SecurityGroup group, ParameterSet parameters)
    {
        var subnets = new CfnSubnetGroup(scope, "Subnets", new CfnSubnetGroupProps
        {
            Description = service.Name,
            SubnetIds = vpc.SelectSubnets(Network.PrivateSubnets).SubnetIds,
        });
        var cache = new CfnReplicationGroup(scope, "Cache", new CfnReplicationGroupProps
        {
            ReplicationGroupDescription = service.Name,
            Engine = "redis",
            EngineVersion = "7.1",
            CacheNodeType = "cache.t4g.micro",
            NumCacheClusters = environment.AvailabilityZones,
            AutomaticFailoverEnabled = true,
            MultiAzEnabled = true,
            Port = service.Ports[0].AliasPort,
            CacheSubnetGroupName = subnets.Ref,
            SecurityGroupIds = [group.SecurityGroupId],
            TransitEncryptionEnabled = true,
            AtRestEncryptionEnabled = true,
            AuthToken = ManagedStorePassword.Of(service, Password, parameters).UnsafeUnwrap(),
            SnapshotRetentionLimit = 7,
        });
        cache.ApplyRemovalPolicy(environment.KeepData ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY);
        return new(cache.AttrPrimaryEndPointAddress, cache);
    }
}
