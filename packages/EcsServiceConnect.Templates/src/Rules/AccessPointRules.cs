using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Images;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A volume's folder is there, and is its container's.</summary>
/// <remarks>
/// Amazon EFS User Guide, "Working with access points" (enforcing a user identity and a root directory) and "Network File
/// System (NFS) level users, groups, and permissions".
/// </remarks>
internal static class AccessPointRules
{
    [TemplateRule("a volume with the access point of another file system", "Amazon ECS API Reference, \"EFSVolumeConfiguration\"; Amazon EFS User Guide, \"Working with Amazon EFS access points\"")]
    public const string Foreign = "foreign-access-point";

    [TemplateRule("a volume with a root directory beside its access point, which has one", "Amazon ECS API Reference, \"EFSVolumeConfiguration\", rootDirectory")]
    public const string RootDirectory = "root-directory-beside-access-point";

    [TemplateRule("a folder of a new file system that nobody makes", "Amazon EFS API Reference, \"RootDirectory\" and \"CreationInfo\"")]
    public const string MissingFolder = "missing-folder";

    [TemplateRule("files of another user than the container's, or a folder that this one may not write", "Amazon EFS User Guide, \"Working with Amazon EFS access points\", enforcing a user identity; Dockerfiles of the images")]
    public const string Owner = "other-file-owner";

    private const string Type = "AWS::EFS::AccessPoint";

    /// <summary>An access point is of the file system that the volume names.</summary>
    public static IEnumerable<TemplateViolation> AreOfTheirFileSystem(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from volume in task.Volumes
        let point = topology.Template.Find(volume.AccessPoint, Type)
        where point is not null && topology.Template.Find(volume.FileSystem) is not null
            && topology.Template.Find(point["FileSystemId"].Target) is { } system && system.LogicalId != volume.FileSystem
        select topology.Violation(Foreign, task, $"volume {volume.Name} is of file system {volume.FileSystem}, and its access point {point.LogicalId} of {point["FileSystemId"].Target}, so it can't be mounted and no task starts; name the two of one.");

    /// <summary>Beside an access point, the root directory is / or left out.</summary>
    public static IEnumerable<TemplateViolation> HaveNoOtherRoot(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from volume in task.Volumes
        where volume.HasAccessPoint && volume.RootDirectory != "/" && !volume.RootDirectory.Contains(Placeholder.Open)
        select topology.Violation(RootDirectory, task, $"volume {volume.Name} has an access point and RootDirectory {volume.RootDirectory}, which ECS refuses beside one; leave it out, the access point says the folder.");

    /// <summary>The folder of a file system that the template makes is made as well.</summary>
    public static IEnumerable<TemplateViolation> FoldersAreMade(EcsTopology topology)
    {
        foreach (var (task, volume) in Volumes(topology).Where(v => topology.Template.Find(v.Volume.FileSystem, "AWS::EFS::FileSystem") is not null))
        {
            var point = topology.Template.Find(volume.AccessPoint, Type);
            if (topology.Template.MayHaveMore || (point is null && volume.HasAccessPoint))
            {
                continue;
            }

            var folder = point is null ? volume.RootDirectory : point["RootDirectory"]["Path"].Text ?? "/";
            if (folder != "/" && !folder.Contains(Placeholder.Open) && point?["RootDirectory"]["CreationInfo"].IsPresent != true && !IsMadeElsewhere(topology, volume, folder))
            {
                yield return topology.Violation(MissingFolder, task, $"volume {volume.Name} is folder {folder} of file system {volume.FileSystem}, which is empty when it is made, and nobody makes the folder, so no task starts; {(point is null ? "use an access point with CreationInfo" : $"give access point {point.LogicalId} CreationInfo")}.");
            }
        }
    }

    /// <summary>A container that writes its files may, as the user that the file system takes it for.</summary>
    public static IEnumerable<TemplateViolation> OwnersWrite(EcsTopology topology) =>
        from pair in Volumes(topology)
        let point = topology.Template.Find(pair.Volume.AccessPoint, Type)
        where point is not null || !pair.Volume.HasAccessPoint
        from container in pair.Task.Containers
        where container.Mounts.Any(m => m.Volume == pair.Volume.Name && !m.IsReadOnly)
        let fault = point is null || point["RootDirectory"]["Path"].Text is null or "/" ? RootFault(topology, pair.Task, pair.Volume, container, point) : Fault(container, pair.Volume, point)
        where fault is not null
        select topology.Violation(Owner, pair.Task, $"container {container.Name} writes volume {pair.Volume.Name}, and {fault}.");

    private static string? Fault(Container container, EfsVolume volume, TemplateResource point)
    {
        var posix = Numbers(point["PosixUser"]["Uid"], point["PosixUser"]["Gid"]);
        var info = point["RootDirectory"]["CreationInfo"];
        var owner = Numbers(info["OwnerUid"], info["OwnerGid"]);
        if (posix is null && point["PosixUser"].IsPresent)
        {
            return null;
        }

        // A store that finds its files to be another's would give them to its own user, which the access point refuses.
        if (container.KnownImage is { DataFolder: not null, User: { } usual } && (container.Definition["User"].IsPresent ? User(container) : usual) is { UserId: > 0 } own && posix is { UserId: > 0 } && posix.UserId != own.UserId
            && HoldsData(container, volume))
        {
            return $"runs as user {own}, while access point {point.LogicalId} makes its files those of {posix}, which its image {container.Definition["Image"].Text} does not take; use {own} in both, or set User";
        }

        return (posix ?? User(container)) is { UserId: > 0 } writer && owner is not null && info["Permissions"].Text is { } permissions && !MayWrite(writer, owner, permissions)
            ? $"user {writer} may not write folder {point["RootDirectory"]["Path"].Text} of access point {point.LogicalId}, which belongs to {owner} with permissions {permissions}; make it that user's"
            : null;
    }

    // Whoever writes something else, as a backup, is taken for the access point's user and asks for no owner.
    private static bool HoldsData(Container container, EfsVolume volume) =>
        container.KnownImage is { } image && DataFolderRules.FolderOf(container, image) is { } folder
        && container.Mounts.Where(m => m.Volume == volume.Name).Select(m => ContainerPath.Normal(m.Path ?? "/")).Any(path => image.IsMeantForData(path, folder) || ContainerPath.Contains(folder, path));

    // The root of a new file system is root's, and no CreationInfo changes that; who starts as root gives it away.
    private static string? RootFault(EcsTopology topology, TaskDefinition task, EfsVolume volume, Container container, TemplateResource? point) =>
        topology.Template.Find(volume.FileSystem, "AWS::EFS::FileSystem") is { } system && volume.RootDirectory == "/"
        && (Numbers(point?["PosixUser"]["Uid"] ?? default, point?["PosixUser"]["Gid"] ?? default) ?? (point?["PosixUser"].IsPresent == true ? null : User(container))) is { UserId: > 0 } writer
        && topology.TaskDefinitions.Sum(t => t.Volumes.Where(v => v.FileSystem == system.LogicalId).Sum(v => t.Containers.Count(c => c.Mounts.Any(m => m.Volume == v.Name)))) == 1
            ? $"user {writer} may not write the root folder of file system {system.LogicalId}, which is root's; use an access point with a folder of its own (Path and CreationInfo)"
            : null;

    // As whom it starts: the images of stores as root, who gives the files to their own user.
    private static ImageUser? User(Container container) => !container.Definition["User"].IsPresent ? container.KnownImage is { IsNamesake: false, Family: ImageFamily.Other, User: { } own } ? own : null
        : container.Definition["User"].Text is { } text && text.Split(':') is [var user, ..] parts && int.TryParse(user, out var uid) ? new(uid, parts.Length > 1 && int.TryParse(parts[1], out var gid) ? gid : uid)
        : null;

    private static ImageUser? Numbers(TemplateValue user, TemplateValue group) =>
        user.Number is { } uid && group.Number is { } gid ? new(uid, gid) : null;

    // To make a file in a folder takes the right to write and to search it.
    private static bool MayWrite(ImageUser user, ImageUser owner, string permissions)
    {
        const int WriteAndSearch = 3;
        var digits = permissions.TrimStart('0').PadLeft(3, '0');
        return digits.Length != 3 || !digits.All(char.IsAsciiDigit)
            || ((user.UserId == owner.UserId ? digits[0] : user.GroupId == owner.GroupId ? digits[1] : digits[2]) - '0' & WriteAndSearch) == WriteAndSearch;
    }

    // By an access point to the same folder or one below it, or by whoever writes a folder above it.
    private static bool IsMadeElsewhere(EcsTopology topology, EfsVolume volume, string folder) =>
        topology.Template.OfType(Type).Any(p => p["FileSystemId"].Target == volume.FileSystem && p["RootDirectory"]["CreationInfo"].IsPresent && ContainerPath.Contains(ContainerPath.Normal(folder), ContainerPath.Normal(p["RootDirectory"]["Path"].Text ?? "/")))
        || topology.TaskDefinitions.SelectMany(t => t.WrittenVolumes).Any(v => v.FileSystem == volume.FileSystem && !v.HasAccessPoint && v.RootDirectory != folder && ContainerPath.Contains(ContainerPath.Normal(v.RootDirectory), ContainerPath.Normal(folder)));

    private static IEnumerable<(TaskDefinition Task, EfsVolume Volume)> Volumes(EcsTopology topology) =>
        topology.TaskDefinitions.SelectMany(t => t.Volumes.Select(v => (t, v)));
}
