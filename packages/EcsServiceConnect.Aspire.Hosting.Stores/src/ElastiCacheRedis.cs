using System.Globalization;
using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ElastiCache;
using Constructs;
using EcsServiceConnect.Hosting.Alarms;
using EcsServiceConnect.Hosting.Cdk;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Stores;

/// <summary>Redis on Amazon ElastiCache.</summary>
/// <param name="options">How it runs.</param>
internal sealed class ElastiCacheRedis(EcsElastiCacheOptions? options = null) : EcsManagedStore
{
    private const string Password = "REDIS_PASSWORD";

    // Amazon ElastiCache User Guide, "Authenticating with the Valkey and Redis OSS AUTH command": AUTH token constraints.
    private static readonly ParameterConstraint _password = new("[A-Za-z0-9!&#$^<>-]{16,128}", "must be 16 to 128 of the letters A to Z, digits, and ! & # $ ^ < > -, as ElastiCache takes no others");

    private readonly EcsElastiCacheOptions _options = options ?? new();

    public override string Name => "ElastiCache";

    public override ParameterConstraint? ConstraintOf(string variable) => variable == Password ? _password : null;

    // It takes a password over TLS only.
    public override bool NeedsTls => true;

    public override IEnumerable<string> Errors(EcsService service) => ElastiCacheRules.Errors(service.Name, _options);

    /// <summary>
    /// Each node has its own metrics, under the group's name and its number (Amazon ElastiCache User Guide, "Metrics for Valkey and
    /// Redis OSS" and "Which metrics should I monitor?": on two virtual CPUs or less the host's CPU, of which the engine can use one).
    /// </summary>
    public override IEnumerable<EcsAlarm> Alarms(EcsService service, EcsEnvironmentResource environment)
    {
        const int percent = 90;
        var isSmall = _options.NodeType.Split('.')[^1] is "micro" or "small" or "medium" or "large";
        var cpu = isSmall ? percent / 2 : percent;
        yield return Largest(new(service.Name, "cpu", Metrics(isSmall ? "CPUUtilization" : "EngineCPUUtilization", "Average"), cpu,
            $"A node of the cache {service.Name} has used more than {cpu} % of its CPU for a quarter of an hour{(isSmall ? ", where one of its two is full at 50 %" : "")}. Look for slow commands (SLOWLOG GET), or take a larger NodeType in PublishAsElastiCache."));
        yield return Largest(new(service.Name, "memory", Metrics("DatabaseMemoryUsagePercentage", "Maximum"), percent,
            $"The cache {service.Name} has used more than {percent} % of its memory for a quarter of an hour; where it is full, keys go or writes are refused. Let keys expire, or take a larger NodeType in PublishAsElastiCache."));
        yield return Largest(new(service.Name, "evictions", Metrics("Evictions", "Sum"), 0,
            $"The cache {service.Name} has thrown keys out for want of memory, for a quarter of an hour. Take a larger NodeType in PublishAsElastiCache, unless that is what it is meant to do."));

        EcsAlarm Largest(EcsAlarm alarm) => (alarm with { Period = 300, Periods = 3 }).Over("MAX").Single();

        IReadOnlyList<EcsMetric> Metrics(string name, string statistic) =>
        [
            .. Enumerable.Range(1, Nodes(environment)).Select(node => new EcsMetric("AWS/ElastiCache", name, statistic,
                new EcsDimension("CacheClusterId", EcsDimensionValue.ManagedStore, service, string.Create(CultureInfo.InvariantCulture, $"-{node:000}")))),
        ];
    }

    public override ManagedStore AddTo(
        Construct scope, EcsService service, EcsEnvironmentResource environment, IVpc vpc, SecurityGroup group, ParameterSet parameters)
    {
        var subnets = new CfnSubnetGroup(scope, "Subnets", new CfnSubnetGroupProps
        {
            Description = service.Name,
            SubnetIds = vpc.SelectSubnets(Network.PrivateSubnets).SubnetIds,
        });
        var nodes = Nodes(environment);
        var isMultiAz = _options.MultiAz ?? nodes > 1;
        var version = _options.EngineVersion ?? (_options.Engine is EcsCacheEngine.Valkey ? "8.0" : "7.1");
        var cache = new CfnReplicationGroup(scope, "Cache", new CfnReplicationGroupProps
        {
            ReplicationGroupDescription = service.Name,
            Engine = _options.Engine is EcsCacheEngine.Valkey ? "valkey" : "redis",
            EngineVersion = version,

            // Left out, a later major version is refused: the group would stay that of the one before.
            CacheParameterGroupName = $"default.{Family(version)}",
            CacheNodeType = _options.NodeType,
            NumCacheClusters = nodes,
            AutomaticFailoverEnabled = isMultiAz,
            MultiAzEnabled = isMultiAz,
            Port = service.Ports[0].AliasPort,
            CacheSubnetGroupName = subnets.Ref,
            SecurityGroupIds = [group.SecurityGroupId],
            TransitEncryptionEnabled = true,
            AtRestEncryptionEnabled = true,
            AuthToken = ManagedStorePassword.Of(service, Password, parameters).UnsafeUnwrap(),
            SnapshotRetentionLimit = _options.SnapshotRetentionDays,
        });
        cache.ApplyRemovalPolicy(environment.KeepData ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY);
        return new(cache.AttrPrimaryEndPointAddress, cache);
    }

    private int Nodes(EcsEnvironmentResource environment) => _options.Replicas + 1 ?? environment.AvailabilityZones;

    /// <summary>The family of a version's parameters (Amazon ElastiCache API Reference, "CreateCacheParameterGroup": CacheParameterGroupFamily).</summary>
    private string Family(string version)
    {
        var numbers = version.Split('.');
        return _options.Engine is EcsCacheEngine.Valkey ? $"valkey{numbers[0]}"
            : numbers[0] == "6" ? "redis6.x"
            : numbers[0] is "2" or "3" or "4" or "5" ? $"redis{numbers[0]}.{numbers[1]}"
            : $"redis{numbers[0]}";
    }
}
