using EcsServiceConnect.Templates.Images;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>Collects the files of a container, and says over which folders volumes have to be mounted for them.</summary>
internal sealed class ContainerFileTree
{
    private readonly SortedDictionary<string, EcsFile> _files = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, bool> _replaced = new(StringComparer.Ordinal);

    /// <summary>A file or folder; one that comes later takes the place of one with the same path.</summary>
    public void Add(EcsFile file) => _files[file.Path] = file;

    /// <summary>A folder of which nothing of the image's is left.</summary>
    public void Replace(string folder, bool isReadOnly) => _replaced[folder] = isReadOnly;

    /// <summary>The fewest folders that contain everything, none in another: ECS mounts folders, and no files.</summary>
    public IReadOnlyList<EcsFileFolder> Folders()
    {
        var mounted = new List<string>();
        foreach (var folder in _files.Values.Select(f => f.Content is null ? f.Path : ContainerPath.Parent(f.Path)).Concat(_replaced.Keys).Distinct().OrderBy(f => f.Length).ThenBy(f => f, StringComparer.Ordinal))
        {
            if (!mounted.Any(m => ContainerPath.Contains(m, folder)))
            {
                mounted.Add(folder);
            }
        }

        return
        [
            .. mounted.Order(StringComparer.Ordinal).Select(folder => new EcsFileFolder(
                folder,
                IsReadOnly: _replaced.TryGetValue(folder, out var isReadOnly) && isReadOnly,
                [.. _replaced.Keys.Where(r => ContainerPath.Contains(folder, r))],
                [.. _files.Values.Where(f => ContainerPath.Contains(folder, f.Path))])),
        ];
    }
}
