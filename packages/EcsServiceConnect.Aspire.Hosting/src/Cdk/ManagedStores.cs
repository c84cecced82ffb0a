using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ElastiCache;
using Amazon.CDK.AWS.RDS;
using Amazon.CDK.AWS.SecretsManager;
using Aspire.Hosting;
using Constructs;
using EcsServiceConnect.Hosting.Model;
using Parameters = EcsServiceConnect.Hosting.Cdk.ParameterSet;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>A managed store in a container's place.</summary>
/// <param name="Address">The host that clients dial.</param>
/// <param name="Resource">What they wait for.</param>
internal sealed record ManagedStore(string Address, CfnResource Resource);

/// <summary>PostgreSQL on Amazon RDS.</summary>
internal static class RdsPostgres
{
    internal static ManagedStore AddTo(Construct scope, EcsService service, EcsEnvironmentResource environment, Vpc vpc, SecurityGroup group, Parameters parameters)
    {
        var version = MajorVersion(service);
        var user = service.Variables.FirstOrDefault(v => v.Name == "POSTGRES_USER")?.Value.Parts is [EcsText { Text: var text }] ? text : "postgres";
        var instance = new DatabaseInstance(scope, "Database", new DatabaseInstanceProps
        {
            Engine = DatabaseInstanceEngine.Postgres(new PostgresInstanceEngineProps { Version = PostgresEngineVersion.Of(version, version) }),
            InstanceType = Amazon.CDK.AWS.EC2.InstanceType.Of(InstanceClass.T4G, InstanceSize.MICRO),
            Vpc = vpc,
            VpcSubnets = Network.PrivateSubnets,
            SecurityGroups = [group],
            Port = service.Ports[0].AliasPort,
            PubliclyAccessible = false,
            Credentials = Credentials.FromPassword(user, ManagedStorePassword.Of(service, "POSTGRES_PASSWORD", parameters).SecretValue),
            DatabaseName = service.Databases is [var database, ..] ? database : null,
            AllocatedStorage = 20,
            StorageType = StorageType.GP3,
            StorageEncrypted = true,
            CopyTagsToSnapshot = true,
            BackupRetention = Duration.Days(7),
            // Its last snapshot keeps the data; protection against deletion would only make the stack's own fail.
            RemovalPolicy = environment.KeepData ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY,
        });
        return new(instance.DbInstanceEndpointAddress, (CfnResource)instance.Node.DefaultChild!);
    }

    // RDS takes a major version for its newest minor one.
    private static string MajorVersion(EcsService service) =>
        service.Image is EcsRegistryImage { Reference: var reference }
        && !reference.Contains('@', StringComparison.Ordinal)
        && reference.LastIndexOf(':') is > 0 and var colon
        && string.Concat(reference[(colon + 1)..].TakeWhile(char.IsAsciiDigit)) is { Length: > 0 } version
            ? version
            : throw new DistributedApplicationException($"Resource '{service.Name}' becomes an RDS instance, and its image has no tag that says which version of PostgreSQL: set one by WithImageTag.");
}

/// <summary>Redis on Amazon ElastiCache.</summary>
internal static class ElastiCacheRedis
{
    internal static ManagedStore AddTo(Construct scope, EcsService service, EcsEnvironmentResource environment, Vpc vpc, SecurityGroup group, Parameters parameters)
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
            AuthToken = ManagedStorePassword.Of(service, "REDIS_PASSWORD", parameters).SecretValue.UnsafeUnwrap(),
            SnapshotRetentionLimit = 7,
        });
        cache.ApplyRemovalPolicy(environment.KeepData ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY);
        return new(cache.AttrPrimaryEndPointAddress, cache);
    }
}

/// <summary>The password that the container would have had, by the same parameter.</summary>
internal static class ManagedStorePassword
{
    internal static ISecret Of(EcsService service, string variable, Parameters parameters) =>
        service.Variables.FirstOrDefault(v => v.Name == variable)?.Value.Parts is [EcsParameterPart { Parameter: { IsSecret: true } parameter }]
            ? parameters.Secret(parameter)
            : throw new DistributedApplicationException($"Resource '{service.Name}' becomes a managed store, which needs a password: its variable {variable} must be a secret parameter.");
}
