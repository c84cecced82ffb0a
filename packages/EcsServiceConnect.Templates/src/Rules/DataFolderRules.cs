using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Images;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Volumes are where the image keeps its data, and can be written.</summary>
/// <remarks>The images' own documentation: docker-library/docs, postgres ("PGDATA", "Where to Store Data"), redis, mongo, mysql, mariadb, rabbitmq.</remarks>
internal static class DataFolderRules
{
    [TemplateRule("a volume that is not where its image keeps the data, which would end with each task", "Documentation of the image, \"Where to Store Data\"; Dockerfile of the image, VOLUME")]
    public const string Beside = "volume-beside-data";

    [TemplateRule("a store that may not write its data, or a folder that it needs", "Amazon ECS API Reference, \"MountPoint\", readOnly, and \"ContainerDefinition\", readonlyRootFilesystem")]
    public const string ReadOnly = "read-only-data";

    [TemplateRule("a volume on EFS that no container of its task mounts", "Amazon ECS Developer Guide, \"Use Amazon EFS volumes with Amazon ECS\", mountPoints")]
    public const string Unmounted = "unmounted-volume";

    [TemplateRule("a store on Fargate whose volume ends with each task", "Amazon ECS Developer Guide, Use bind mounts with Amazon ECS")]
    public const string InTask = "data-ends-with-task";

    private static readonly string[] _beside = ["/etc", "/usr", "/opt", "/tmp", "initdb", "conf", "backup", "dump", "archive", "wal", "log", "cert", "ssl", "tls", "secret", "script", "import", "export"];

    /// <summary>A volume that is meant for the data is where the data is.</summary>
    public static IEnumerable<TemplateViolation> VolumesHoldTheData(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from container in task.Containers
        let image = container.KnownImage
        where image is { DataFolder: not null } && !IsMoved(container, image)
        let folder = FolderOf(container, image)
        where folder is not null
        let mounts = container.Mounts.Where(m => m.Path is { } path && !path.Contains(Placeholder.Open)).Select(m => (Mount: m, Path: ContainerPath.Normal(m.Path!))).ToList()
        where !mounts.Any(m => image.Holds(m.Path, folder))
        from misplaced in mounts.Where(m => image.IsMeantForData(m.Path, folder) || ContainerPath.Contains(folder, m.Path) || IsKept(task, m.Mount, m.Path)).Take(1)
        select topology.Violation(Beside, task, $"container {container.Name} mounts volume {misplaced.Mount.Volume} at {misplaced.Path}, and its image {container.Definition["Image"].Text} keeps its data in {folder}, which ends with each task; mount it at {image.VolumeFor(folder)}.");

    /// <summary>A store writes its data, and what else it has to.</summary>
    public static IEnumerable<TemplateViolation> DataIsWritten(EcsTopology topology)
    {
        foreach (var task in topology.TaskDefinitions)
        {
            foreach (var container in task.Containers)
            {
                if (container.KnownImage is not { } image || IsMoved(container, image))
                {
                    continue;
                }

                if (FolderOf(container, image) is { } folder && container.Mounts.FirstOrDefault(m => m.IsReadOnly && m.Path is { } path && ContainerPath.Contains(ContainerPath.Normal(path), folder)) is { } mount)
                {
                    yield return topology.Violation(ReadOnly, task, $"container {container.Name} mounts volume {mount.Volume} read-only at {mount.Path}, where its image {container.Definition["Image"].Text} writes its data; set ReadOnly to false.");
                }

                if (container.Definition["ReadonlyRootFilesystem"].IsTrue && image.WritesBeside is { } beside && !container.Mounts.Any(m => m.Path is { } path && ContainerPath.Contains(ContainerPath.Normal(path), beside)))
                {
                    yield return topology.Violation(ReadOnly, task, $"container {container.Name} has a read-only root, and its image {container.Definition["Image"].Text} writes to {beside}, so it does not start; mount a volume there, or leave ReadonlyRootFilesystem out.");
                }
            }
        }
    }

    /// <summary>A store on Fargate keeps what it writes only on a volume outside of the task.</summary>
    /// <remarks>Amazon ECS Developer Guide, "Use bind mounts with Amazon ECS": on Fargate their data is that of the task.</remarks>
    public static IEnumerable<TemplateViolation> DataOutlivesTasks(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        where topology.ServicesOf(task).Any(s => s.IsFargate)
        from container in task.Containers
        let image = container.KnownImage
        where image is { DataFolder: not null } && !IsMoved(container, image)
        let folder = FolderOf(container, image)
        where folder is not null
        let mount = container.Mounts.FirstOrDefault(m => m.Path is { } path && image.Holds(ContainerPath.Normal(path), folder))
        let volume = task.Resource["Volumes"].Items.FirstOrDefault(v => mount is not null && v["Name"].Text == mount.Volume)
        where mount is not null && volume.Node is System.Text.Json.Nodes.JsonObject o && o.All(p => p.Key is "Name" or "Host") && !volume["Host"]["SourcePath"].IsPresent
        let unused = topology.Template.OfType("AWS::EFS::FileSystem").FirstOrDefault(f => !topology.Template.IsHandedOn(f.LogicalId) && topology.TaskDefinitions.All(t => t.Volumes.All(v => v.FileSystem is not null && v.FileSystem != f.LogicalId)))
        select topology.Violation(InTask, task, $"container {container.Name} keeps its data on volume {mount.Volume}, which is the task's own and ends with it{(unused is null ? "" : $", while nobody mounts file system {unused.LogicalId}")}; give the volume EFSVolumeConfiguration.") with { IsAdvice = unused is null };

    /// <summary>Who has a volume mounts it.</summary>
    public static IEnumerable<TemplateViolation> VolumesAreMounted(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from volume in task.Volumes
        let mounts = task.Containers.Select(c => c.Definition["MountPoints"]).ToList()
        where mounts.All(m => !m.IsPresent || IntrinsicLists.Items(topology.Template, m.Node) is { } items && items.Count == m.Items.Count(i => i["SourceVolume"].Text is not null))
            && !task.Containers.Any(c => c.Mounts.Any(m => m.Volume == volume.Name || m.Volume?.Contains(Placeholder.Open) == true))
        select topology.Violation(Unmounted, task, $"no container mounts volume {volume.Name}, so what is to be kept there ends with each task; mount it (MountPoints), or leave the volume out.") with { IsAdvice = !task.Containers.Any(c => StoreNames.IsStore(c.Definition["Image"].Text ?? "")) };

    // What a store writes to a file system is its data, unless the folder is called otherwise.
    private static bool IsKept(TaskDefinition task, Mount mount, string path) =>
        !mount.IsReadOnly && task.Volumes.Any(v => v.Name == mount.Volume) && !_beside.Any(b => path.Contains(b, StringComparison.OrdinalIgnoreCase));

    /// <summary>Where a store keeps its data; null where the template does not say it.</summary>
    public static string? FolderOf(Container container, KnownImage image) =>
        Moved(container, image) is { } moved ? moved :
        container.Environment.FirstOrDefault(v => v.Name == image.FolderVariable) is { Value: var value }
            ? value.Contains(Placeholder.Open) || value.Length == 0 ? null : ContainerPath.Normal(value)
            : container.Secrets.Any(s => s.Name == image.FolderVariable) ? null
            : image.DataFolder;

    // Where an option of the server says it, in words or in a line for a shell.
    private static string? Moved(Container container, KnownImage image) =>
        image.FolderOptions.Count > 0 && ContainerCommand.Of(container)?.Option([.. image.FolderOptions]) is ['/', ..] folder && !folder.Contains(Placeholder.Open) && !folder.Contains('$', StringComparison.Ordinal) ? ContainerPath.Normal(folder) : null;

    // The word alone, or in a line for a shell. A variable's own mention is no move: scripts read $PGDATA.
    private static bool IsMoved(Container container, KnownImage image) =>
        Moved(container, image) is null &&
        container.Definition["Command"].Items.Concat(container.Definition["EntryPoint"].Items)
            .Any(w => w.Text is not { } text || text.Contains(Placeholder.Open) || image.MovedBy.Any(m => text.Replace("-D \"$PGDATA\"", "", StringComparison.Ordinal).Contains(m, StringComparison.Ordinal)));
}
