using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.Rules;

namespace TestSupport.Stacks;

/// <summary>Single faults in how services keep files: what can't be mounted, not be written, or is not where the data is.</summary>
internal static class FileMutants
{
    private const string Task = "TaskRoleArn";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        // Access points.
        new("an access point of another file system", AccessPointRules.Foreign, t => t.Cache.Efs["AuthorizationConfig"]!["AccessPointId"] = t.Database.Efs["AuthorizationConfig"]!["AccessPointId"]!.DeepClone()),
        new("another file system than the access point's", AccessPointRules.Foreign, t => t.Cache.Efs["FilesystemId"] = t.Database.Efs["FilesystemId"]!.DeepClone()),
        new("a root directory beside the access point", AccessPointRules.RootDirectory, t => t.Cache.Efs["RootDirectory"] = "/data"),
        new("a folder that nobody makes", AccessPointRules.MissingFolder, t => t.Database.AccessPoint["RootDirectory"]!.AsObject().Remove("CreationInfo")),
        new("a folder of the file system without access point that nobody makes", AccessPointRules.MissingFolder, t => { t.Cache.Efs.Remove("AuthorizationConfig"); t.Cache.Efs["RootDirectory"] = "/redis"; t.Cache.FileSystem.Remove("FileSystemPolicy"); }),
        new("files of another user than the image's", AccessPointRules.Owner, t => { SetUser(t.Database.AccessPoint, "1000"); SetOwner(t.Database.AccessPoint, "1000"); }),
        new("a container of another user than its files", AccessPointRules.Owner, t => t.Database.Container["User"] = "1000:1000"),
        new("the user of the Alpine image, and the files of Debian's", AccessPointRules.Owner, t => { t.Database.Container["Image"] = "postgres:18.4-alpine"; t.Database.Container.Remove("User"); }),
        new("a folder that belongs to another user than the access point's", AccessPointRules.Owner, t => SetOwner(t.Cache.AccessPoint, "1000")),
        new("a folder that only root may write", AccessPointRules.Owner, t => { SetOwner(t.Cache.AccessPoint, "0"); t.Cache.AccessPoint["RootDirectory"]!["CreationInfo"]!["Permissions"] = "0755"; }),
        new("a folder that its owner may only read", AccessPointRules.Owner, t => t.Cache.AccessPoint["RootDirectory"]!["CreationInfo"]!["Permissions"] = "0555"),

        new("the root folder of a new file system, which is root's", AccessPointRules.Owner, t => t.Cache.AccessPoint.Remove("RootDirectory")),
        new("a file system without access point, for a container that is not root's", AccessPointRules.Owner, t => { t.Cache.Efs.Remove("AuthorizationConfig"); t.Cache.FileSystem.Remove("FileSystemPolicy"); }),

        // Mount targets.
        new("no mount target in one zone", MountTargetRules.NoTarget, t => RemoveMountTarget(t, t.Database)),
        new("no mount target at all", MountTargetRules.NoTarget, t => { RemoveMountTarget(t, t.Cache); RemoveMountTarget(t, t.Cache); }),
        new("both mount targets in one zone", MountTargetRules.NoTarget, t => MountTargets(t, t.Database)[0].Resource["Properties"]!["SubnetId"] = MountTargets(t, t.Database)[1].Resource["Properties"]!["SubnetId"]!.DeepClone()),

        new("zones by their letters, one of them without mount target", MountTargetRules.NoTarget, t =>
        {
            foreach (var (_, subnet) in t.OfType("AWS::EC2::Subnet"))
            {
                var place = subnet["Properties"]!["AvailabilityZone"]!["Fn::Select"]![0]!.ToString();
                subnet["Properties"]!["AvailabilityZone"] = new JsonObject { ["Fn::Sub"] = $"${{AWS::Region}}{"abc"[int.Parse(place, System.Globalization.CultureInfo.InvariantCulture)]}" };
            }

            RemoveMountTarget(t, t.Database);
        }),

        // Rights.
        new("a task role that may not write its files", FilePermissionRules.Denied, t => Statement(t.Database)["Action"] = "elasticfilesystem:ClientMount"),
        new("a task role that may not mount its files", FilePermissionRules.Denied, t => t.Cache.Statements(Task).Clear()),
        new("a task role for another file system", FilePermissionRules.Denied, t => Statement(t.Cache)["Resource"] = new JsonObject { ["Fn::GetAtt"] = new JsonArray(YelbTemplate.TargetId(t.Database.Efs["FilesystemId"]!), "Arn") }),
        new("a task role for another access point", FilePermissionRules.Denied, t => Statement(t.Cache)["Condition"] = Statement(t.Database)["Condition"]!.DeepClone()),
        new("no IAM, and a file system whose policy lets nobody in without it", FilePermissionRules.Denied, t => t.Database.Efs["AuthorizationConfig"]!["IAM"] = "DISABLED"),
        new("IAM that nothing says, and a file system whose policy asks for it", FilePermissionRules.Denied, t => t.Cache.Efs["AuthorizationConfig"]!.AsObject().Remove("IAM")),
        new("IAM without a task role", FilePermissionRules.Denied, t => t.Cache.Task.Remove(Task)),
        new("files of root's, and no right to be root", FilePermissionRules.Denied, t => SetUser(t.Cache.AccessPoint, "0")),
        new("no authorization, and a file system whose policy asks for it", FilePermissionRules.Denied, t => t.Cache.Efs.Remove("AuthorizationConfig")),
        new("a policy of the file system that denies writing", FilePermissionRules.Denied, t => t.Cache.FileSystem["FileSystemPolicy"]!["Statement"]!.AsArray().Add(new JsonObject { ["Effect"] = "Deny", ["Action"] = "elasticfilesystem:ClientWrite", ["Principal"] = "*", ["Resource"] = "*" })),

        // Where the data is.
        new("PostgreSQL 18 with the folder of 17", DataFolderRules.Beside, t => t.Database.Mount["ContainerPath"] = "/var/lib/postgresql/data"),
        new("PostgreSQL 17 with the folder of 18", DataFolderRules.Beside, t => t.Database.Container["Image"] = "postgres:17.6"),
        new("PostgreSQL told to keep its data elsewhere", DataFolderRules.Beside, t => t.Database.SetVariable("PGDATA", "/data/pg")),
        new("Redis with Debian's folder", DataFolderRules.Beside, t => t.Cache.Mount["ContainerPath"] = "/var/lib/redis"),
        new("PostgreSQL with a volume anywhere", DataFolderRules.Beside, t => t.Database.Mount["ContainerPath"] = "/data"),
        new("Redis with a folder below its own", DataFolderRules.Beside, t => t.Cache.Mount["ContainerPath"] = "/data/redis"),
        new("a database whose files are only read", DataFolderRules.ReadOnly, t => t.Database.Mount["ReadOnly"] = true),
        new("a cache whose files are only read", DataFolderRules.ReadOnly, t => t.Cache.Mount["ReadOnly"] = true),
        new("PostgreSQL on a root that is only read", DataFolderRules.ReadOnly, t => t.Database.Container["ReadonlyRootFilesystem"] = true),
        new("a volume that no container mounts", DataFolderRules.Unmounted, t => t.Cache.Container.Remove("MountPoints")),
    ];

    private static void SetUser(JsonObject accessPoint, string id) => accessPoint["PosixUser"] = new JsonObject { ["Uid"] = id, ["Gid"] = id };

    private static void SetOwner(JsonObject accessPoint, string id)
    {
        var info = accessPoint["RootDirectory"]!["CreationInfo"]!;
        (info["OwnerUid"], info["OwnerGid"]) = (id, id);
    }

    private static List<(string Id, JsonObject Resource)> MountTargets(YelbTemplate template, TemplateService service) =>
        [.. template.OfType("AWS::EFS::MountTarget").Where(t => YelbTemplate.TargetId(t.Resource["Properties"]!["FileSystemId"]!) == YelbTemplate.TargetId(service.Efs["FilesystemId"]!))];

    private static void RemoveMountTarget(YelbTemplate template, TemplateService service)
    {
        var id = MountTargets(template, service)[0].Id;
        template.RemoveDependenciesOn(id);
        template.Resources.Remove(id);
    }

    private static JsonObject Statement(TemplateService service) => service.Statements(Task)[0]!.AsObject();
}
