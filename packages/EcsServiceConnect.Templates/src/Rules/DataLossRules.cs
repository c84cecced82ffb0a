using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Data stays when the stack goes or a resource is replaced. All of it is advice: a stack to try things may take its data along.</summary>
/// <remarks>AWS CloudFormation User Guide, "DeletionPolicy attribute" and "UpdateReplacePolicy attribute".</remarks>
internal static class DataLossRules
{
    [TemplateRule("data that goes with the stack", "AWS CloudFormation User Guide, DeletionPolicy attribute")]
    public const string WithStack = "data-deleted-with-stack";

    [TemplateRule("data that stays when the stack goes, and is deleted when an update replaces it", "AWS CloudFormation User Guide, UpdateReplacePolicy attribute")]
    public const string ByReplacement = "data-deleted-by-replacement";

    [TemplateRule("the password of data that stays goes with the stack", "AWS CloudFormation User Guide, DeletionPolicy attribute")]
    public const string Password = "password-deleted-beside-data";

    private const string Deletion = "DeletionPolicy";
    private const string Replacement = "UpdateReplacePolicy";

    /// <summary>"The default policy is Snapshot for AWS::RDS::DBCluster resources and for AWS::RDS::DBInstance resources that don't specify the DBClusterIdentifier property", Delete for others.</summary>
    public static IEnumerable<TemplateViolation> StayWithoutStack(EcsTopology topology) =>
        from kept in Kept(topology)
        where !Stays(kept.Store, Deletion, isSnapshotByDefault: kept.Store.Type.StartsWith("AWS::RDS::", StringComparison.Ordinal))
        select topology.Violation(WithStack, kept.Owner, $"{kept.Store.LogicalId}, which keeps its data, is deleted with the stack; set DeletionPolicy to {Policy(kept.Store)} unless it may be lost.") with { IsAdvice = true };

    /// <summary>Without an UpdateReplacePolicy CloudFormation deletes what it has replaced.</summary>
    public static IEnumerable<TemplateViolation> StayWhenReplaced(EcsTopology topology) =>
        from kept in Kept(topology)
        where Stays(kept.Store, Deletion, isSnapshotByDefault: false) && !Stays(kept.Store, Replacement, isSnapshotByDefault: false)
        select topology.Violation(ByReplacement, kept.Owner, $"{kept.Store.LogicalId}, which keeps its data, stays when the stack goes, but is deleted when an update replaces it; set UpdateReplacePolicy to {Policy(kept.Store)} too.") with { IsAdvice = true };

    /// <summary>What is in a volume that stays can be read again only with the password that it was made with.</summary>
    public static IEnumerable<TemplateViolation> PasswordsStay(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        where task.WrittenVolumes.Any(v => topology.Template.Find(v.FileSystem) is { } system && Stays(system, Deletion, isSnapshotByDefault: false))
        from secret in task.Containers.SelectMany(c => c.Secrets).Select(s => topology.Secrets.Source(s.Value).Secret).OfType<TemplateResource>().Distinct()
        where secret["GenerateSecretString"].IsPresent && !Stays(secret, Deletion, isSnapshotByDefault: false)
        select topology.Violation(Password, task, $"its data stays when the stack goes, and {secret.LogicalId}, the password to it, does not; set DeletionPolicy of that to Retain.") with { IsAdvice = true };

    // File systems that a service writes, and managed databases. A cache may be lost, and a replica has what its source has.
    private static IEnumerable<(TemplateResource Store, TemplateResource Owner)> Kept(EcsTopology topology) =>
        topology.TaskDefinitions.SelectMany(t => t.WrittenVolumes.Select(v => (Store: topology.Template.Find(v.FileSystem, "AWS::EFS::FileSystem"), Owner: t.Resource)))
            .Where(f => f.Store is not null)
            .DistinctBy(f => f.Store)
            .Select(f => (f.Store!, f.Owner))
            .Concat(topology.Template.OfType("AWS::RDS::DBInstance", "AWS::RDS::DBCluster").Where(d => (!d["DBClusterIdentifier"].IsPresent || d.Type == "AWS::RDS::DBCluster") && !d["SourceDBInstanceIdentifier"].IsPresent).Select(d => (d, d)));

    private static bool Stays(TemplateResource resource, string attribute, bool isSnapshotByDefault) =>
        resource.Policy(attribute) is { } policy ? policy is not "Delete" : isSnapshotByDefault;

    private static string Policy(TemplateResource store) => store.Type.StartsWith("AWS::RDS::", StringComparison.Ordinal) ? "Snapshot" : "Retain";
}
