using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>A task definition's volume on Amazon EFS.</summary>
internal sealed class EfsVolume(TemplateValue volume)
{
    private readonly TemplateValue _efs = volume["EFSVolumeConfiguration"];

    public string? Name => volume["Name"].Text;

    /// <summary>The logical id of the file system; null where it is not in the template.</summary>
    public string? FileSystem => _efs["FilesystemId"].Target;

    /// <summary>The logical id of the access point; null where there is none in the template.</summary>
    public string? AccessPoint => _efs["AuthorizationConfig"]["AccessPointId"].Target;

    public bool HasAccessPoint => _efs["AuthorizationConfig"]["AccessPointId"].IsPresent;

    public bool IsEncryptedInTransit => _efs["TransitEncryption"].Text == "ENABLED";

    public bool HasUnknownEncryption => _efs.IsUnknown || _efs["TransitEncryption"].IsUnknown;

    /// <summary>The folder of the file system that becomes the volume, where no access point says it.</summary>
    public string RootDirectory => _efs["RootDirectory"].Text ?? "/";

    /// <summary>The file system, as it is written in the template.</summary>
    public string FileSystemText => _efs["FilesystemId"].Text ?? "";
}
