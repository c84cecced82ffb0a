namespace EcsServiceConnect.Templates.Metrics;

/// <summary>What gives a dimension its value, where that is a reference: a type of resource, and of it the Ref or an attribute.</summary>
/// <param name="Dimension">The dimension's name.</param>
/// <param name="Type">The type of resource.</param>
/// <param name="Values">The attributes that are its value; empty text for the Ref.</param>
internal sealed record MetricOwner(string Dimension, string Type, params IReadOnlyList<string> Values)
{
    // AWS CloudFormation Template Reference, the return values of each type.
    private static readonly MetricOwner[] _all =
    [
        new("ClusterName", "AWS::ECS::Cluster", ""),
        new("ServiceName", "AWS::ECS::Service", "Name"),
        new("LoadBalancer", "AWS::ElasticLoadBalancingV2::LoadBalancer", "LoadBalancerFullName"),
        new("TargetGroup", "AWS::ElasticLoadBalancingV2::TargetGroup", "TargetGroupFullName"),
        new("FileSystemId", "AWS::EFS::FileSystem", "", "FileSystemId"),
        new("DBInstanceIdentifier", "AWS::RDS::DBInstance", ""),
        new("DBClusterIdentifier", "AWS::RDS::DBCluster", ""),
        new("CacheClusterId", "AWS::ElastiCache::CacheCluster", ""),
    ];

    /// <summary>That of a dimension; null where it is not known.</summary>
    public static MetricOwner? Of(string? dimension) => _all.FirstOrDefault(o => o.Dimension == dimension);

    /// <summary>How to write it, for people.</summary>
    public string Words => Values[0].Length == 0 ? $"the Ref of an {Type}" : $"{Values[0]} of an {Type}";
}
