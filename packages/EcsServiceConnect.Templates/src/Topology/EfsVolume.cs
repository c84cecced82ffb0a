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

    /// <summary>Whether it is mounted as the task role.</summary>
    public bool UsesIam => _efs["AuthorizationConfig"]["IAM"].Text == "ENABLED";

    /// <summary>Whether the template decides that it is not.</summary>
    public bool IsAnonymous => _efs["AuthorizationConfig"]["IAM"].Text is null or "DISABLED";

    public bool IsEncryptedInTransit => _efs["TransitEncryption"].Text == "ENABLED";

    public bool HasUnknownEncryption => _efs.IsUnknown || _efs["TransitEncryption"].IsUnknown;

    /// <summary>The folder of the file system that becomes the volume, where no access point says it.</summary>
    public string RootDirectory => _efs["RootDirectory"].Text is { Length: > 0 } folder ? folder : "/";

    /// <summary>The file system, as it is written in the template.</summary>
    public string FileSystemText => _efs["FilesystemId"].Text ?? "";
}
