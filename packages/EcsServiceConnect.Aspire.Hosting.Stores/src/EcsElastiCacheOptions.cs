namespace EcsServiceConnect.Hosting;

/// <summary>How a Redis server runs on Amazon ElastiCache. Set by <c>PublishAsElastiCache</c>.</summary>
/// <remarks>Amazon ElastiCache API Reference, "CreateReplicationGroup".</remarks>
public sealed class EcsElastiCacheOptions
{
    /// <summary>The type of each node, such as <c>cache.m7g.large</c>; <c>cache.t4g.micro</c> by default (Amazon ElastiCache User Guide, "Supported node types").</summary>
    public string NodeType { get; set; } = "cache.t4g.micro";

    /// <summary>What runs on it; <see cref="EcsCacheEngine.Redis"/> by default. Valkey costs less, and speaks the same protocol.</summary>
    public EcsCacheEngine Engine { get; set; } = EcsCacheEngine.Redis;

    /// <summary>
    /// The engine's version, such as <c>7.1</c>; null by default, for 7.1 of Redis, its last there, and 8.0 of Valkey, which begins with 7.2
    /// (Amazon ElastiCache User Guide, "Supported engines and versions").
    /// </summary>
    public string? EngineVersion { get; set; }

    /// <summary>How many nodes follow the first, 0 to 5; null by default, for a node in each of the environment's zones.</summary>
    public int? Replicas { get; set; }

    /// <summary>
    /// Whether the nodes are in several zones, and one of them takes over where the first fails; null by default, for where there is more than
    /// one node.
    /// </summary>
    public bool? MultiAz { get; set; }

    /// <summary>How many days a daily snapshot is kept, 0 to 35; 7 by default. With 0 there are none.</summary>
    public int SnapshotRetentionDays { get; set; } = 7;
}

/// <summary>What runs on Amazon ElastiCache.</summary>
public enum EcsCacheEngine
{
    /// <summary>Redis OSS.</summary>
    Redis,

    /// <summary>Valkey.</summary>
    Valkey,
}
