using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>Reads a task's volumes.</summary>
/// <remarks>Amazon ECS API Reference, "Volume" and "EFSVolumeConfiguration"; Amazon EFS API Reference, "CreateAccessPoint".</remarks>
internal sealed class VolumeReader(CloudFormationTemplate template, StackValues values, NotRehearsed notRehearsed)
{
    private static readonly string[] _otherKinds = ["Host", "DockerVolumeConfiguration", "FSxWindowsFileServerVolumeConfiguration", "ConfiguredAtLaunch", "S3FilesVolumeConfiguration"];

    public IReadOnlyList<VolumePlan> Read(TaskDefinition task, string where) =>
    [
        .. task.Resource["Volumes"].Items.Select(volume =>
        {
            var name = values.Text(volume["Name"], $"{where}, volume") ?? "";
            return task.Volumes.FirstOrDefault(v => v.Name == volume["Name"].Text) is { } efs ? OnEfs(efs, name, where) : Local(volume, name, where);
        }),
    ];

    private VolumePlan Local(TemplateValue volume, string name, string where)
    {
        foreach (var kind in _otherKinds.Where(k => volume[k].IsPresent))
        {
            notRehearsed.Add($"{where}: {kind} of volume {name}; it is a folder that ends with the task");
        }

        return new(name, null, null);
    }

    private VolumePlan OnEfs(EfsVolume volume, string name, string where)
    {
        var accessPoint = template.Find(volume.AccessPoint, "AWS::EFS::AccessPoint");
        if (accessPoint is null && volume.HasAccessPoint)
        {
            notRehearsed.Add($"{where}: the access point of volume {name}, which is not in the template; it is the folder {volume.RootDirectory}");
        }

        if (accessPoint?["PosixUser"].IsPresent == true)
        {
            notRehearsed.Add("users of EFS access points: files belong to whom the container runs as", accessPoint.LogicalId);
        }

        var root = accessPoint?["RootDirectory"] ?? default;
        var path = accessPoint is null ? volume.RootDirectory : root["Path"].Text ?? "/";
        var owner = root["CreationInfo"];
        var system = values.Readable(volume.FileSystem ?? volume.FileSystemText);
        return new(
            name,
            string.Join('/', new[] { system, values.Text(path, $"{where}, volume {name}").Trim('/') }.Where(p => p.Length > 0)),
            owner.IsPresent
                ? new(values.Number(owner["OwnerUid"], $"{where}, volume {name}") ?? 0, values.Number(owner["OwnerGid"], $"{where}, volume {name}") ?? 0)
                : null);
    }
}
