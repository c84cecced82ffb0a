using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Images;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Data is read by the version that wrote it, until somebody decides otherwise.</summary>
internal static partial class VersionRules
{
    [TemplateRule("an image without a version above data that is kept: the next task may be a version that can't read it", "Amazon ECS Developer Guide, Best practices for Amazon ECS container images")]
    public const string MovingTag = "moving-tag-under-data";

    [TemplateRule("a managed database whose version is left to AWS", "Amazon RDS API Reference, CreateDBInstance: EngineVersion")]
    public const string NoVersion = "no-engine-version";

    /// <summary>The image of a container that writes a volume has a version in its tag, or a digest.</summary>
    public static IEnumerable<TemplateViolation> TagsStay(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        let written = task.WrittenVolumes.Select(v => v.Name).ToHashSet()
        from container in task.Containers
        where container.Mounts.Any(m => !m.IsReadOnly && written.Contains(m.Volume))
        let image = container.Definition["Image"].Text
        where image is not null && IsMoving(image)
        select topology.Violation(MovingTag, task, $"container {container.Name} keeps data and runs '{image}', whose version changes whenever a task starts, and the next one may not read what this one wrote; write the version, as postgres:18.4.") with { IsAdvice = !StoreNames.IsBoundToVersion(image) };

    public static IEnumerable<TemplateViolation> EnginesHaveVersions(EcsTopology topology) =>
        from store in topology.Template.OfType("AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::ElastiCache::ReplicationGroup")
        where !store["EngineVersion"].IsPresent && !store["DBClusterIdentifier"].IsPresent && !store["SourceDBInstanceIdentifier"].IsPresent && !store["DBSnapshotIdentifier"].IsPresent && !store["GlobalReplicationGroupId"].IsPresent
            || store is { Type: "AWS::RDS::DBCluster" } && !store["EngineVersion"].IsPresent && !store["SnapshotIdentifier"].IsPresent
        select topology.Violation(NoVersion, store, $"{store.LogicalId} has no EngineVersion, so a stack made anew gets another one than this; write the version.") with { IsAdvice = true };

    private static bool IsMoving(string image)
    {
        if (image.Contains(Placeholder.Open) || image.Contains('@', StringComparison.Ordinal))
        {
            return false;
        }

        var name = image[(image.LastIndexOf('/') + 1)..];
        var tag = name.Contains(':', StringComparison.Ordinal) ? name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..] : "latest";
        return !tag.Split('-').Any(part => Version().IsMatch(part) && !BaseSystem().IsMatch(part));
    }

    // A number, or a commit's.
    [GeneratedRegex(@"\d")]
    private static partial Regex Version();

    // What the image is built upon says nothing of what is in it.
    [GeneratedRegex(@"^(alpine|debian|ubuntu|bookworm|bullseye|buster|trixie|slim|jammy|noble|ubi|al|rhel)[\d.]*$")]
    private static partial Regex BaseSystem();
}
