using Aspire.Hosting.ApplicationModel;
using EcsServiceConnect.Templates.Images;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>
/// Reads what a resource mounts of this machine. A task has nothing of it, so files that are only read are carried into
/// the container, and folders that are written to are refused.
/// </summary>
internal sealed class BindMountReader(IResource resource, string appHostDirectory, List<string> errors)
{
    // More than is carried, and a bound for those who mount the whole of a disk.
    private const int MostFiles = 10_000;

    // What images run or import at their start: content, however it is mounted. WithInitFiles, given one file, mounts it
    // there under the folder's own name.
    private static readonly string[] _foldersOfInitFiles = ["/docker-entrypoint-initdb.d", "/opt/keycloak/data/import", "/opt/oracle/scripts/startup", "/opt/oracle/scripts/setup"];

    private static readonly string[] _foldersOfTheSystem = ["/proc", "/sys", "/dev", "/run", "/var/run"];

    /// <param name="mount">The mount.</param>
    /// <param name="tree">Receives its files.</param>
    /// <param name="isReplaced">Whether a managed store takes the container's place, and with it that of the container's data.</param>
    public void Read(ContainerMountAnnotation mount, ContainerFileTree tree, bool isReplaced)
    {
        var target = ContainerPath.Normal(mount.Target);
        var source = mount.Source!;
        var isContent = mount.IsReadOnly || _foldersOfInitFiles.Contains(target);
        try
        {
            if (_foldersOfTheSystem.Any(f => ContainerPath.Contains(f, source)))
            {
                errors.Add($"'{resource.Name}' mounts {source} at {mount.Target}, which is the machine's, and Fargate gives a task nothing of its machine; leave the WithBindMount out, or the resource: .ExcludeFromManifest().");
            }
            else if (File.Exists(source))
            {
                ReadFile(mount, target, tree);
            }
            else if (Directory.Exists(source) && isContent)
            {
                ReadFolder(mount, target, tree);
            }
            else if (isContent)
            {
                errors.Add($"'{resource.Name}' mounts {Named(source)} at {mount.Target}, and there is no such file or folder; write where it is in WithBindMount, from the AppHost's folder.");
            }
            else if (!isReplaced)
            {
                errors.Add($"'{resource.Name}' writes to {Named(source)}, mounted at {mount.Target}, and a task has no folder of this machine. "
                    + $"For data, use a volume: .WithVolume(\"{resource.Name}-data\", \"{mount.Target}\"); for files that it only reads, say so: .WithBindMount(\"{Named(source)}\", \"{mount.Target}\", isReadOnly: true).");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors.Add($"'{resource.Name}' mounts {Named(source)} at {mount.Target}, which can't be read: {exception.Message}");
        }
    }

    private void ReadFile(ContainerMountAnnotation mount, string target, ContainerFileTree tree)
    {
        var source = mount.Source!;
        var path = mount.Target.EndsWith('/') || _foldersOfInitFiles.Contains(target) ? ContainerPath.Join(target, Path.GetFileName(source)) : target;
        if (new FileInfo(source).Length > PackedFiles.MostBytes)
        {
            errors.Add(PackedFiles.TooLarge(resource.Name, $"the file {Named(source)} for {path} is", new FileInfo(source).Length));
            return;
        }

        tree.Add(FileOf(source, path));
    }

    private void ReadFolder(ContainerMountAnnotation mount, string target, ContainerFileTree tree)
    {
        var source = mount.Source!;
        var everything = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };
        var entries = new DirectoryInfo(source).EnumerateFiles("*", everything).Take(MostFiles).ToList();
        var bytes = entries.Sum(e => e.Length);
        if (bytes > PackedFiles.MostBytes || entries.Count == MostFiles)
        {
            errors.Add(PackedFiles.TooLarge(resource.Name, $"the {(entries.Count == MostFiles ? "more than " : "")}{entries.Count} files of {Named(source)} for {target} are", bytes));
            return;
        }

        // Init files come to those of the image, as when it runs locally; an image upon PostgreSQL makes its extension by one.
        if (!_foldersOfInitFiles.Contains(target))
        {
            tree.Replace(target, mount.IsReadOnly);
        }

        foreach (var entry in entries.OrderBy(e => e.FullName, StringComparer.Ordinal))
        {
            tree.Add(FileOf(entry.FullName, ContainerPath.Join(target, Path.GetRelativePath(source, entry.FullName).Replace('\\', '/'))));
        }
    }

    private static EcsFile FileOf(string source, string path)
    {
        // As Docker's desktop versions show files of Windows: everyone may run them.
        var isExecutable = OperatingSystem.IsWindows() || (File.GetUnixFileMode(source) & UnixFileMode.UserExecute) != 0;
        return new EcsFile(path, File.ReadAllBytes(source), (UnixFileMode)(isExecutable ? 0b111_101_101 : 0b110_100_100), new EcsFileOwner(0, 0));
    }

    /// <summary>As it would be written in the AppHost.</summary>
    private string Named(string source) => (appHostDirectory.Length > 0 ? Path.GetRelativePath(appHostDirectory, source) : source).Replace('\\', '/');
}
