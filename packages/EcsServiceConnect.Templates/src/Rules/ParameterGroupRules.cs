using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A store has parameters of its engine and version.</summary>
/// <remarks>Amazon RDS User Guide, "Parameter groups for Amazon RDS"; Amazon ElastiCache User Guide, "Configuring engine parameters using ElastiCache parameter groups".</remarks>
internal static class ParameterGroupRules
{
    [TemplateRule("a database or cache with the parameter group of another engine or version, or several shards with one that turns them off", "Amazon RDS API Reference, CreateDBParameterGroup: DBParameterGroupFamily; Amazon ElastiCache API Reference, CreateCacheParameterGroup: CacheParameterGroupFamily; CreateReplicationGroup: CacheParameterGroupName")]
    public const string Other = "parameter-group-of-other-version";

    private const string Cluster = "AWS::RDS::DBCluster";
    private const string Default = "default.";
    private const string OfShards = ".cluster.on";

    // What names it, and the type and property that have its family.
    private static readonly (string Type, string Property, string Group, string Family)[] _groups =
    [
        ("AWS::RDS::DBInstance", "DBParameterGroupName", "AWS::RDS::DBParameterGroup", "Family"),
        (Cluster, "DBClusterParameterGroupName", "AWS::RDS::DBClusterParameterGroup", "Family"),
        ("AWS::ElastiCache::ReplicationGroup", "CacheParameterGroupName", "AWS::ElastiCache::ParameterGroup", "CacheParameterGroupFamily"),
        ("AWS::ElastiCache::CacheCluster", "CacheParameterGroupName", "AWS::ElastiCache::ParameterGroup", "CacheParameterGroupFamily"),
    ];

    public static IEnumerable<TemplateViolation> FamiliesFit(EcsTopology topology) =>
        from named in _groups
        from store in topology.Template.OfType(named.Type)
        let reference = store[named.Property]
        let own = topology.Template.Find(reference.Target, named.Group)
        let family = own is not null ? own[named.Family].Text
            : reference.Text?.StartsWith(Default, StringComparison.Ordinal) == true ? reference.Text[Default.Length..].Replace(OfShards, "", StringComparison.Ordinal)
            : null
        where family is not null && !family.Contains(Placeholder.Open)
        let fault = FamilyOf(topology.Template, store) is { } right && !IsOf(family, right) ? $"is of family {family}, and it wants {right}; take one of that"
            : store["NumNodeGroups"].Number > 1 && (own is null ? !reference.Text!.EndsWith(OfShards, StringComparison.Ordinal) : IsWithoutShards(own)) ? "turns the cluster mode off, and it has several shards (NumNodeGroups); take one with cluster-enabled"
            : null
        where fault is not null
        select topology.Violation(Other, store, $"parameter group {reference.Text} of {store.LogicalId} {fault}.");

    private static bool IsWithoutShards(TemplateResource group) => !group["Properties"].IsUnknown && group["Properties"]["cluster-enabled"] is var mode && !mode.IsUnknown && mode.Text is not "yes";

    // A whole family, or the part in front of the version where that is not known.
    private static bool IsOf(string family, string right) => char.IsAsciiDigit(right[^1]) || right.EndsWith(".x", StringComparison.Ordinal) ? family == right : family.StartsWith(right, StringComparison.Ordinal) && family.Length > right.Length && char.IsAsciiDigit(family[right.Length]);

    private static string? FamilyOf(CloudFormationTemplate template, TemplateResource store)
    {
        // An instance of a cluster has its cluster's version.
        var owner = template.Find(store["DBClusterIdentifier"].Target, Cluster) ?? store;
        var engine = owner["Engine"].Text ?? (store.Type == "AWS::ElastiCache::ReplicationGroup" && !owner["Engine"].IsPresent && owner["EngineVersion"].IsPresent ? "redis" : null);
        var version = owner["EngineVersion"];
        return engine is null || version.IsUnknown ? null : FamilyOf(engine, version.Text?.Split('.') ?? []);
    }

    private static string? FamilyOf(string engine, string[] version) => (engine, version) switch
    {
        ("postgres" or "aurora-postgresql", [var major, ..]) => int.TryParse(major, out var number) && number >= 10 ? $"{engine}{major}" : null,
        ("mysql" or "mariadb" or "aurora-mysql", [var major, var minor, ..]) => $"{engine}{major}.{minor}",
        ("redis", ["7", ..]) => "redis7",
        ("redis", ["6", ..]) => "redis6.x",
        ("redis", ["5", ..]) => "redis5.0",
        ("valkey", [var major, ..]) => $"valkey{major}",
        ("memcached", [var major, var minor, ..]) => $"memcached{major}.{minor}",
        ("postgres" or "aurora-postgresql" or "mysql" or "mariadb" or "aurora-mysql" or "redis" or "valkey" or "memcached", []) => engine,
        _ => null,
    };
}
