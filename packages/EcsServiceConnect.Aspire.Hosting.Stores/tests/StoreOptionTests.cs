using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Stores.Tests;

/// <summary>How a managed store runs, as an AppHost says it.</summary>
public sealed class StoreOptionTests
{
    [Fact]
    public void A_database_is_as_its_options_say()
    {
        var database = Assert.Single(OperatedStacks.Sized.All("AWS::RDS::DBInstance")).Properties;
        Assert.Equal(("db.m7g.large", "17"), ((string)database["DBInstanceClass"]!, (string)database["EngineVersion"]!));
        Assert.Equal(("400", 1000, "io2", 4000), ((string)database["AllocatedStorage"]!, (int)database["MaxAllocatedStorage"]!, (string)database["StorageType"]!, (int)database["Iops"]!));
        Assert.True((bool)database["AllowMajorVersionUpgrade"]!);
        Assert.Equal((true, true, 35), ((bool)database["MultiAZ"]!, (bool)database["DeletionProtection"]!, (int)database["BackupRetentionPeriod"]!));
    }

    [Fact]
    public void A_cache_is_as_its_options_say()
    {
        var cache = Assert.Single(OperatedStacks.Sized.All("AWS::ElastiCache::ReplicationGroup")).Properties;
        Assert.Equal(("valkey", "8.1", "cache.r7g.xlarge"), ((string)cache["Engine"]!, (string)cache["EngineVersion"]!, (string)cache["CacheNodeType"]!));
        Assert.Equal("default.valkey8", (string?)cache["CacheParameterGroupName"]);
        Assert.Equal((4, 14, true), ((int)cache["NumCacheClusters"]!, (int)cache["SnapshotRetentionLimit"]!, (bool)cache["MultiAZEnabled"]!));
    }

    [Fact]
    public void A_single_node_has_nobody_to_fail_over_to()
    {
        var template = Template.Of(StackModels.Yelb(managed: true, cache: new() { Replicas = 0, Engine = EcsCacheEngine.Valkey }));
        var cache = Assert.Single(template.All("AWS::ElastiCache::ReplicationGroup")).Properties;
        Assert.Equal((1, false, false, "8.0"), ((int)cache["NumCacheClusters"]!, (bool)cache["AutomaticFailoverEnabled"]!, (bool)cache["MultiAZEnabled"]!, (string)cache["EngineVersion"]!));
    }

    [Fact]
    public void Options_come_by_the_AppHost_and_the_last_ones_count()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = ["--operation", "publish"] });
        var database = builder.AddPostgres("db").PublishAsRds().PublishAsRds(o => o.AllocatedStorage = 5);
        var cache = builder.AddRedis("cache").PublishAsElastiCache(o => o.Replicas = 6);
        Assert.Contains(Errors(database.Resource), e => e.Contains("AllocatedStorage 5", StringComparison.Ordinal));
        Assert.Contains(Errors(cache.Resource), e => e.Contains("6 Replicas", StringComparison.Ordinal));

        static IEnumerable<string> Errors(IResource resource) =>
            resource.Annotations.OfType<EcsManagedStoreAnnotation>().Single().Store.Errors(StackModels.Yelb().Services[0]);
    }

    public static TheoryData<string, EcsRdsOptions> RefusedByRds => new()
    {
        { "InstanceClass 't4g.micro'", new() { InstanceClass = "t4g.micro" } },
        { "InstanceClass 'db.t4g'", new() { InstanceClass = "db.t4g" } },
        { "InstanceClass ''", new() { InstanceClass = "" } },
        { "AllocatedStorage 19", new() { AllocatedStorage = 19 } },
        { "AllocatedStorage 65537", new() { AllocatedStorage = 65537 } },
        { "AllocatedStorage 99", new() { AllocatedStorage = 99, Storage = EcsRdsStorage.Io2, Iops = 1000 } },
        { "MaxAllocatedStorage 20", new() { MaxAllocatedStorage = 20 } },
        { "MaxAllocatedStorage 21", new() { MaxAllocatedStorage = 21 } },
        { "MaxAllocatedStorage 70000", new() { MaxAllocatedStorage = 70000 } },
        { "no Iops", new() { AllocatedStorage = 100, Storage = EcsRdsStorage.Io1 } },
        { "999 Iops", new() { AllocatedStorage = 100, Storage = EcsRdsStorage.Io2, Iops = 999 } },
        { "80001 Iops", new() { AllocatedStorage = 100, Storage = EcsRdsStorage.Io1, Iops = 80001 } },
        { "5001 Iops", new() { AllocatedStorage = 100, Storage = EcsRdsStorage.Io1, Iops = 5001 } },
        { "4999 Iops", new() { AllocatedStorage = 10000, Storage = EcsRdsStorage.Io2, Iops = 4999 } },
        { "3000 Iops", new() { Iops = 3000 } },
        { "3000 Iops", new() { Storage = EcsRdsStorage.Gp2, Iops = 3000 } },
        { "4000 Iops", new() { AllocatedStorage = 400, Iops = 4000 } },
        { "EngineVersion 'latest'", new() { EngineVersion = "latest" } },
        { "EngineVersion '18.1.2'", new() { EngineVersion = "18.1.2" } },
        { "BackupRetentionDays 36", new() { BackupRetentionDays = 36 } },
        { "BackupRetentionDays -1", new() { BackupRetentionDays = -1 } },
    };

    [Theory]
    [MemberData(nameof(RefusedByRds))]
    public void What_RDS_refuses_is_told_with_the_options_name(string what, EcsRdsOptions options) => Told(what, RdsRules.Errors("db", options));

    public static TheoryData<string, EcsElastiCacheOptions> RefusedByElastiCache => new()
    {
        { "NodeType 't4g.micro'", new() { NodeType = "t4g.micro" } },
        { "NodeType 'cache.t4g'", new() { NodeType = "cache.t4g" } },
        { "EngineVersion 'latest'", new() { EngineVersion = "latest" } },
        { "EngineVersion '8'", new() { EngineVersion = "8" } },
        { "EngineVersion 7.2", new() { EngineVersion = "7.2" } },
        { "EngineVersion 8.0", new() { EngineVersion = "8.0" } },
        { "EngineVersion 7.1", new() { EngineVersion = "7.1", Engine = EcsCacheEngine.Valkey } },
        { "6 Replicas", new() { Replicas = 6 } },
        { "-1 Replicas", new() { Replicas = -1 } },
        { "MultiAz", new() { Replicas = 0, MultiAz = true } },
        { "SnapshotRetentionDays 36", new() { SnapshotRetentionDays = 36 } },
    };

    [Theory]
    [MemberData(nameof(RefusedByElastiCache))]
    public void What_ElastiCache_refuses_is_told_with_the_options_name(string what, EcsElastiCacheOptions options) => Told(what, ElastiCacheRules.Errors("cache", options));

    [Fact]
    public void What_they_take_is_no_error()
    {
        Assert.Empty(RdsRules.Errors("db", new()));
        Assert.Empty(RdsRules.Errors("db", new() { AllocatedStorage = 400, Iops = 12000, MaxAllocatedStorage = 440, EngineVersion = "18", BackupRetentionDays = 0 }));
        Assert.Empty(RdsRules.Errors("db", new() { InstanceClass = "db.r6gd.16xlarge", AllocatedStorage = 65536, Storage = EcsRdsStorage.Io2, Iops = 256000 }));
        Assert.Empty(ElastiCacheRules.Errors("cache", new()));
        Assert.Empty(ElastiCacheRules.Errors("cache", new() { EngineVersion = "7.2", Engine = EcsCacheEngine.Valkey, Replicas = 5, MultiAz = false }));
        Assert.Empty(ElastiCacheRules.Errors("cache", new() { EngineVersion = "5.0.6", SnapshotRetentionDays = 0 }));
    }

    private static void Told(string what, IEnumerable<string> errors)
    {
        var error = Assert.Single(errors);
        Assert.Contains(what, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }
}
