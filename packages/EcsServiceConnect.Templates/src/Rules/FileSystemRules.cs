using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Data is encrypted at rest and on its way.</summary>
/// <remarks>Amazon EFS User Guide, "Data encryption in Amazon EFS"; Amazon ECS API Reference, "EFSVolumeConfiguration" (transitEncryption: default off; must be on for access points and IAM).</remarks>
internal static class FileSystemRules
{
    [TemplateRule("a volume that is not encrypted, at rest or on its way", "Amazon EFS User Guide, Data encryption in Amazon EFS", IsPractice = true)]
    public const string Unencrypted = "unencrypted-volume";

    [TemplateRule("a volume with an access point or IAM that is not encrypted on its way, which ECS refuses", "Amazon ECS API Reference, EFSAuthorizationConfig: accessPointId, iam")]
    public const string NoTransit = "access-point-without-encryption";

    /// <summary>The file systems of the template.</summary>
    public static IEnumerable<TemplateViolation> AtRest(EcsTopology topology) =>
        from system in topology.Template.OfType("AWS::EFS::FileSystem")
        where system["Encrypted"] is { IsTrue: false, IsUnknown: false }
        let service = topology.Services.FirstOrDefault(s => s.TaskDefinition?.Volumes.Any(v => v.FileSystem == system.LogicalId) == true)
        select topology.Violation(Unencrypted, service?.Resource ?? system, $"file system {system.LogicalId} is not encrypted; set Encrypted, which can't be changed later.");

    /// <summary>The volumes of tasks.</summary>
    public static IEnumerable<TemplateViolation> InTransit(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from volume in task.Volumes
        where volume is { IsEncryptedInTransit: false, HasUnknownEncryption: false }
        let needs = volume.HasAccessPoint ? "an access point" : volume.UsesIam ? "IAM" : null
        select needs is null
            ? topology.Violation(Unencrypted, task, $"volume {volume.Name} is not encrypted on its way to the task; set TransitEncryption to ENABLED.")
            : topology.Violation(NoTransit, task, $"volume {volume.Name} has {needs}, and is not encrypted on its way to the task, which ECS refuses; set TransitEncryption to ENABLED.");
}
