using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Permissions;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A task may mount its files and write them.</summary>
internal static class FilePermissionRules
{
    [TemplateRule("a volume that its task may not mount or not write, by its role and the file system's policy", "Amazon EFS User Guide, \"Using IAM to control access to file systems\"; Amazon ECS API Reference, \"EFSAuthorizationConfig\"")]
    public const string Denied = "no-file-permission";

    private const string Mount = "elasticfilesystem:ClientMount";
    private const string Write = "elasticfilesystem:ClientWrite";
    private const string Root = "elasticfilesystem:ClientRootAccess";

    /// <summary>
    /// A file system with a policy lets in whom that or the policy of the client's role allows, and without IAM only whom
    /// it allows as anybody. One without a policy lets in everybody.
    /// </summary>
    public static IEnumerable<TemplateViolation> FilesAreAllowed(EcsTopology topology)
    {
        foreach (var task in topology.TaskDefinitions)
        {
            foreach (var volume in task.Volumes)
            {
                var role = task.Resource["TaskRoleArn"];
                if (volume.UsesIam && !role.IsPresent)
                {
                    yield return topology.Violation(Denied, task, $"volume {volume.Name} is mounted with IAM as the task's role, and the task has none, so none starts; give it a TaskRoleArn that may {Mount} and {Write}.");
                }
                else if (topology.Template.Find(volume.FileSystem, "AWS::EFS::FileSystem") is { } system && system["FileSystemPolicy"].IsPresent && (volume.UsesIam || volume.IsAnonymous)
                    // That is a fault of its own, and no task gets so far.
                    && (volume.IsEncryptedInTransit || volume.HasUnknownEncryption || !(volume.UsesIam || volume.HasAccessPoint))
                    && Refused(topology, task, volume, system) is { Count: > 0 } refused)
                {
                    yield return topology.Violation(Denied, task, volume.UsesIam
                        ? $"volume {volume.Name} is mounted as {role.Target}, to which neither its own policies nor that of file system {system.LogicalId} allow {string.Join(", ", refused)}; allow it on the file system."
                        : $"volume {volume.Name} is mounted without IAM, and the policy of file system {system.LogicalId} does not allow {string.Join(", ", refused)} to everybody; set IAM to ENABLED.");
                }
            }
        }
    }

    private static List<string> Refused(EcsTopology topology, TaskDefinition task, EfsVolume volume, TemplateResource system)
    {
        var arns = new ResourceArns(topology.Template);
        var role = topology.PermissionsOf(task.Resource["TaskRoleArn"]);
        if (PolicyStatement.Read(system["FileSystemPolicy"], arns) is not { } policy || (volume.UsesIam && role is null))
        {
            return [];
        }

        var principal = role is null ? "" : arns.Canonical(Placeholder.For($"{role.Role.LogicalId}.Arn"));
        var ofClient = policy.Where(s => volume.UsesIam ? PolicyPrincipal.IsOf(s.Principal, principal, arns) != Certainty.No : PolicyPrincipal.IsEverybody(s.Principal)).ToList();
        string[] resources = [arns.Canonical(Placeholder.For($"{system.LogicalId}.Arn"))];
        var context = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["aws:SecureTransport"] = volume.IsEncryptedInTransit ? "true" : "false" };
        if (topology.Template.Find(volume.AccessPoint) is { } point)
        {
            context["elasticfilesystem:AccessPointArn"] = arns.Canonical(Placeholder.For($"{point.LogicalId}.Arn"));
        }

        var isWritten = task.Containers.Any(c => c.Mounts.Any(m => m.Volume == volume.Name && !m.IsReadOnly));
        var isRoot = topology.Template.Find(volume.AccessPoint)?["PosixUser"]["Uid"].Number == 0;
        return [.. new (string Action, bool IsNeeded)[] { (Mount, true), (Write, isWritten), (Root, isWritten && isRoot) }.Where(a => a.IsNeeded && IsRefused(a.Action)).Select(a => a.Action)];

        bool IsRefused(string action) =>
            (RolePermissions.Evaluate(ofClient, areAll: true, action, resources, context), volume.UsesIam ? role!.On(action, resources, context) : Access.NotAllowed)
                is (Access.Denied, _) or (_, Access.Denied) or (Access.NotAllowed, Access.NotAllowed);
    }
}
