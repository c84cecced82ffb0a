using System.Globalization;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.Logs;
using Aspire.Hosting;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// Puts the model's files into a container. ECS mounts folders of the task only, and one that is mounted hides what the
/// image has there. So before the container a second one of the same image copies the image's own files into the task's
/// volume and adds the model's; it does so with a program that a first container brings, as the image may have no shell.
/// </summary>
/// <remarks>Amazon ECS Developer Guide, "Use bind mounts with Amazon ECS"; API Reference, "ContainerDependency".</remarks>
internal static class ContainerFiles
{
    // Linked statically, so that its one program runs in any image of Linux.
    internal const string ToolImage = "public.ecr.aws/docker/library/busybox:1.37.0-musl";
    private const string ToolFolder = "/.files-tool";
    private const string Tool = $"{ToolFolder}/busybox";
    private const string ToolVolume = "container-files-tool";
    private const string Folders = "/.files";

    internal static void AddTo(FargateTaskDefinition task, ContainerDefinition container, EcsService service, EcsEnvironmentResource environment, ContainerImage image, LogGroup logs)
    {
        if (environment.IsIsolated)
        {
            throw new DistributedApplicationException(
                $"Resource '{service.Name}' has files for {string.Join(", ", service.FileFolders.Select(f => f.Path))}, and the image that brings them into it, {ToolImage}, is out of reach of environment '{environment.Name}', as it has no NAT gateway: put the files into an image by WithDockerfile, or set NatGateways to 1.");
        }

        task.AddVolume(new Amazon.CDK.AWS.ECS.Volume { Name = ToolVolume });
        var tool = task.AddContainer("FilesTool", new ContainerDefinitionOptions
        {
            ContainerName = $"{service.Name}-files-tool",
            Image = ContainerImage.FromRegistry(ToolImage),
            Command = ["cp", "/bin/busybox", Tool],
            Essential = false,
            Logging = ServiceLogs.ToStreams(logs, "files"),
        });
        tool.AddMountPoints(new MountPoint { SourceVolume = ToolVolume, ContainerPath = ToolFolder, ReadOnly = false });

        var files = task.AddContainer("Files", new ContainerDefinitionOptions
        {
            ContainerName = $"{service.Name}-files",
            Image = image,
            EntryPoint = [Tool, "sh", "-c"],
            Command = [Script(service.FileFolders)],
            Environment = new Dictionary<string, string> { ["FILES"] = PackedFiles.Pack(service.FileFolders) },
            // The image's own user may neither read all that is there nor give files to others.
            User = "0",
            Essential = false,
            Logging = ServiceLogs.ToStreams(logs, "files"),
        });
        files.AddMountPoints(new MountPoint { SourceVolume = ToolVolume, ContainerPath = ToolFolder, ReadOnly = true });
        foreach (var (index, folder) in service.FileFolders.Index())
        {
            var volume = string.Create(CultureInfo.InvariantCulture, $"container-files-{index}");
            task.AddVolume(new Amazon.CDK.AWS.ECS.Volume { Name = volume });
            files.AddMountPoints(new MountPoint { SourceVolume = volume, ContainerPath = Mounted(index), ReadOnly = false });
            container.AddMountPoints(new MountPoint { SourceVolume = volume, ContainerPath = folder.Path, ReadOnly = folder.IsReadOnly });
        }

        files.AddContainerDependencies(new ContainerDependency { Container = tool, Condition = ContainerDependencyCondition.SUCCESS });
        container.AddContainerDependencies(new ContainerDependency { Container = files, Condition = ContainerDependencyCondition.SUCCESS });
    }

    private static string Script(IReadOnlyList<EcsFileFolder> folders)
    {
        var lines = new List<string> { "set -e" };
        foreach (var (index, folder) in folders.Index())
        {
            if (folder.Replaced.Contains(folder.Path))
            {
                continue;
            }

            lines.Add($"[ ! -d {ShellWord.Of(folder.Path)} ] || {Tool} cp -a {ShellWord.Of($"{folder.Path}/.")} {Mounted(index)}");
            lines.AddRange(folder.Replaced.Select(replaced => $"{Tool} rm -rf {ShellWord.Of(Mounted(index) + replaced[folder.Path.Length..])}"));
        }

        if (folders.Any(f => f.Files.Count > 0))
        {
            lines.Add($"echo \"$FILES\" | {Tool} base64 -d | {Tool} gunzip | {Tool} tar -xpf - -C {Folders}");
        }

        return string.Join('\n', lines);
    }

    private static string Mounted(int index) => string.Create(CultureInfo.InvariantCulture, $"{Folders}/{index}");
}
