using EcsServiceConnect.Templates.Rules;

namespace TestSupport.Stacks;

/// <summary>Single faults of a database or a cache beside Yelb's own stores.</summary>
internal static class StoreMutants
{
    private const string Cluster = "AWS::RDS::DBCluster";
    private const string Instance = "AWS::RDS::DBInstance";
    private const string Serverless = "db.serverless";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        new("backups while it is maintained", StoreRules.Contradiction, t => Database(t, """{"PreferredBackupWindow": "03:00-04:00", "PreferredMaintenanceWindow": "sun:03:30-sun:04:30"}""")),
        new("backups around midnight while it is maintained", StoreRules.Contradiction, t => Database(t, """{"PreferredBackupWindow": "23:30-00:30", "PreferredMaintenanceWindow": "Mon:00:00-Mon:00:30"}""")),
        new("a maintenance over the end of the week", StoreRules.Contradiction, t => Database(t, """{"PreferredBackupWindow": "00:15-00:45", "PreferredMaintenanceWindow": "sun:23:30-mon:00:30"}""")),
        new("Enhanced Monitoring in nobody's name", StoreRules.Contradiction, t => Database(t, """{"MonitoringInterval": 60}""")),
        new("a replica of a database without backups", StoreRules.Contradiction, t => { Database(t, """{"BackupRetentionPeriod": 0}"""); t.Add("Replica", Instance, YelbTemplate.Json("""{"SourceDBInstanceIdentifier": {"Ref": "Db"}, "DBInstanceClass": "db.t4g.micro"}""")); }),
        new("a serverless instance without capacities", StoreRules.Contradiction, t => Aurora(t, Serverless)),
        new("a cluster without instance", DatabaseClusterRules.Empty, t => Aurora(t, null)),
        new("parameters of PostgreSQL 15 for 16", ParameterGroupRules.Other, t => { Database(t, """{"DBParameterGroupName": {"Ref": "Parameters"}}"""); Parameters(t, "postgres15"); }),
        new("parameters of MySQL for PostgreSQL", ParameterGroupRules.Other, t => { Database(t, """{"DBParameterGroupName": {"Ref": "Parameters"}, "EngineVersion": {"Ref": "AWS::NoValue"}}"""); Parameters(t, "mysql8.0"); }),
        new("RDS's own parameters of another version", ParameterGroupRules.Other, t => Database(t, """{"DBParameterGroupName": "default.postgres17"}""")),
        new("a cluster with the parameters of another version", ParameterGroupRules.Other, t => { Aurora(t, Serverless, """{"ServerlessV2ScalingConfiguration": {"MinCapacity": 1, "MaxCapacity": 4}, "DBClusterParameterGroupName": "default.aurora-postgresql15"}"""); }),
        new("an instance with parameters of another version than its cluster", ParameterGroupRules.Other, t => { Aurora(t, "db.r6g.large"); t.Resources["AuroraInstance"]!["Properties"]!["DBParameterGroupName"] = "default.aurora-postgresql15"; }),
        new("a cache with the parameters of another version", ParameterGroupRules.Other, t => { Cache(t, """{"CacheParameterGroupName": {"Ref": "CacheParameters"}}"""); t.Add("CacheParameters", "AWS::ElastiCache::ParameterGroup", YelbTemplate.Json("""{"CacheParameterGroupFamily": "redis6.x", "Description": "Of the cache"}""")); }),
        new("several shards with the parameters of one", ParameterGroupRules.Other, t => Cache(t, """{"NumNodeGroups": 2, "ReplicasPerNodeGroup": 1, "CacheParameterGroupName": "default.redis7"}""")),
        new("several shards with parameters of one's own that turn them off", ParameterGroupRules.Other, t => { Cache(t, """{"NumNodeGroups": 2, "ReplicasPerNodeGroup": 1, "CacheParameterGroupName": {"Ref": "CacheParameters"}}"""); t.Add("CacheParameters", "AWS::ElastiCache::ParameterGroup", YelbTemplate.Json("""{"CacheParameterGroupFamily": "redis7", "Description": "Of the cache", "Properties": {"maxmemory-policy": "allkeys-lru"}}""")); }),
    ];

    private static void Database(YelbTemplate t, string settings)
    {
        Add(t, "Db", Instance, """{"Engine": "postgres", "EngineVersion": "16.4", "DBInstanceClass": "db.t4g.micro", "AllocatedStorage": "20", "StorageEncrypted": true, "MasterUsername": "votes", "ManageMasterUserPassword": true, "BackupRetentionPeriod": 7}""", settings);
    }

    private static void Aurora(YelbTemplate t, string? instanceClass, string settings = "{}")
    {
        Add(t, "Aurora", Cluster, """{"Engine": "aurora-postgresql", "EngineVersion": "16.4", "StorageEncrypted": true, "MasterUsername": "votes", "ManageMasterUserPassword": true}""", settings);
        if (instanceClass is not null)
        {
            t.Add("AuroraInstance", Instance, new() { ["Engine"] = "aurora-postgresql", ["DBClusterIdentifier"] = YelbTemplate.Ref("Aurora"), ["DBInstanceClass"] = instanceClass });
        }
    }

    private static void Cache(YelbTemplate t, string settings) =>
        Add(t, "CacheServer", "AWS::ElastiCache::ReplicationGroup", """{"ReplicationGroupDescription": "The cache", "EngineVersion": "7.1", "CacheNodeType": "cache.t4g.micro", "AutomaticFailoverEnabled": true, "AtRestEncryptionEnabled": true, "TransitEncryptionEnabled": true}""", settings);

    private static void Parameters(YelbTemplate t, string family) => t.Add("Parameters", "AWS::RDS::DBParameterGroup", new() { ["Family"] = family, ["Description"] = "Of the database" });

    private static void Add(YelbTemplate t, string id, string type, string properties, string settings)
    {
        var all = YelbTemplate.Json(properties);
        foreach (var (name, value) in YelbTemplate.Json(settings))
        {
            all[name] = value?.DeepClone();
        }

        t.Add(id, type, all);
        t.Resources[id]!["DeletionPolicy"] = "Snapshot";
        t.Resources[id]!["UpdateReplacePolicy"] = "Snapshot";
    }
}
