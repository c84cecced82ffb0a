using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using EcsServiceConnect.Templates.Images;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>
/// The files of a container as one variable: a compressed archive as text, with a folder for each of the container's
/// folders, named by its number.
/// </summary>
internal static class PackedFiles
{
    /// <summary>How much is looked at at all: far more than is carried, however well it can be compressed.</summary>
    public const int MostBytes = 1024 * 1024;

    // Amazon ECS service quotas: a task definition has 64 KB, and needs some for what it has beside these.
    private const int MostPackedBytes = 40 * 1024;

    private static readonly string[] _foldersOfTheSystem = ["/proc", "/sys", "/dev"];

    public static string Pack(IReadOnlyList<EcsFileFolder> folders)
    {
        using var packed = new MemoryStream();
        using (var compressed = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        using (var archive = new TarWriter(compressed, TarEntryFormat.Gnu))
        {
            foreach (var (index, folder) in folders.Index())
            {
                foreach (var file in folder.Files)
                {
                    archive.WriteEntry(Entry(file, Name(index, folder, file)));
                }
            }
        }

        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    /// <summary>Why files can't be carried, each with what to do.</summary>
    public static IEnumerable<string> Errors(string service, IReadOnlyList<EcsFileFolder> folders)
    {
        if (folders.FirstOrDefault(f => IsOfTheSystem(f.Path)) is { } system)
        {
            yield return $"'{service}' has {string.Join(", ", system.Files.Select(f => f.Path).Where(f => IsOfTheSystem(ContainerPath.Parent(f))))} in the folder {system.Path}, over which a task can mount nothing; put files into another folder, such as /config, and tell the program so by its arguments or variables.";
            yield break;
        }

        var files = folders.SelectMany(f => f.Files).Where(f => f.Content is not null).ToList();
        if (files.Find(f => f.Content!.Value.Span.Contains((byte)0)) is { } binary)
        {
            yield return $"'{service}' has the file {binary.Path}, which is no text, and small texts only are carried into a container; {Image(service)}";
        }

        if (files.Find(f => f.Content!.Value.Span.IndexOf("PRIVATE KEY-----"u8) >= 0) is { } key)
        {
            yield return $"'{service}' has the file {key.Path} with a private key in it, which everyone could read in the task definition; give it as a secret parameter in a variable.";
        }

        var bytes = files.Sum(f => (long)f.Content!.Value.Length);
        if (bytes > MostBytes || Pack(folders).Length > MostPackedBytes)
        {
            yield return TooLarge(service, files.Count == 1 ? $"{files[0].Path} is" : $"its {files.Count} files are", bytes);
        }
    }

    public static string TooLarge(string service, string what, long bytes) =>
        $"'{service}' has more files than can be carried into a container: {what} {Size(bytes)}, and a task definition has room for {Size(MostPackedBytes)} compressed, which are some hundred of text; {Image(service)}";

    private static bool IsOfTheSystem(string folder) => folder == "/" || _foldersOfTheSystem.Any(f => ContainerPath.Contains(f, folder));

    // Whoever made it and when, the same model gives the same bytes.
    private static GnuTarEntry Entry(EcsFile file, string name)
    {
        var entry = new GnuTarEntry(file.Content is null ? TarEntryType.Directory : TarEntryType.RegularFile, name)
        {
            Mode = file.Mode,
            Uid = file.Owner.UserId,
            Gid = file.Owner.GroupId,
            ModificationTime = DateTimeOffset.UnixEpoch,
        };
        if (file.Content is { } content)
        {
            entry.DataStream = new MemoryStream(content.ToArray());
        }

        return entry;
    }

    private static string Name(int index, EcsFileFolder folder, EcsFile file) =>
        string.Create(CultureInfo.InvariantCulture, $"{index}{file.Path[folder.Path.Length..]}{(file.Content is null ? "/" : "")}");

    private static string Image(string service) =>
        $"put them into an image: a Dockerfile with FROM and COPY, and .WithDockerfile(\"…\") at '{service}'.";

    private static string Size(long bytes) => bytes < 1024 * 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0} KiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024.0:0.0} MiB");
}
