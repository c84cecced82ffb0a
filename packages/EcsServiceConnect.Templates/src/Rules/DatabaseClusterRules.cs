using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A cluster of Aurora has an instance, which answers at its endpoint.</summary>
internal static class DatabaseClusterRules
{
    [TemplateRule("a cluster of Aurora without an instance, at whose endpoint nobody answers", "Amazon Aurora User Guide, Amazon Aurora DB clusters: one or more DB instances; AWS CloudFormation Template Reference, AWS::RDS::DBCluster")]
    public const string Empty = "cluster-without-instance";

    private const string Cluster = "AWS::RDS::DBCluster";
    private const string Instance = "AWS::RDS::DBInstance";

    /// <summary>Unless another stack may add one: that knows its name, or gets it. A second region of a global database can be without.</summary>
    public static IEnumerable<TemplateViolation> SomeoneAnswers(EcsTopology topology) =>
        from cluster in topology.Template.OfType(Cluster)
        where cluster["Engine"].Text?.StartsWith("aurora", StringComparison.Ordinal) == true && cluster["EngineMode"].Text is null or "provisioned"
            && !cluster["EngineMode"].IsUnknown && !cluster["GlobalClusterIdentifier"].IsPresent && !cluster["DBClusterIdentifier"].IsPresent
            && !topology.Template.MayHaveMore && !topology.Template.IsHandedOn(cluster.LogicalId) && !topology.Template.IsGivenAway(cluster)
            && !topology.Template.OfType(Instance).Any(i => i["DBClusterIdentifier"] is { IsPresent: true } id && (id.Target == cluster.LogicalId || topology.Template.Find(id.Target, Cluster) is null))
        select topology.Violation(Empty, cluster, $"cluster {cluster.LogicalId} has no instance, so nobody answers at its endpoint; add an {Instance} with its DBClusterIdentifier.");
}
