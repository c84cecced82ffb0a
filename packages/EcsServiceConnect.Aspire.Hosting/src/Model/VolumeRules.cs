using EcsServiceConnect.Templates.Images;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>What volumes and files must not be, in the words of the AppHost.</summary>
internal static class VolumeRules
{
    public static IEnumerable<string> Errors(EcsService service)
    {
        if (service.ManagedStore is { Name: var store })
        {
            // Its own storage takes the place of the volume.
            foreach (var folder in service.FileFolders)
            {
                yield return $"'{service.Name}' becomes {store}, which takes no files, and has some for {folder.Path}; let the application or a migration do what they do, or let it run as a container.";
            }

            yield break;
        }

        if (service.Options.FileOwner is not null && service.Volumes.Count == 0)
        {
            yield return $"'{service.Name}' has a FileOwner, and no volume whose files it would own; give it one by WithVolume, or leave FileOwner out.";
        }

        foreach (var folder in service.FileFolders)
        {
            if (service.Volumes.FirstOrDefault(v => ContainerPath.Normal(v.ContainerPath) == folder.Path) is { } volume)
            {
                yield return $"'{service.Name}' has the volume '{volume.Name}' at {folder.Path}, and files of the AppHost in the same folder, which ECS can't mount twice: {Names(folder)}; put them in another folder.";
            }
        }

        if (MisplacedVolume(service) is { } misplaced)
        {
            yield return misplaced;
        }
    }

    private static string? MisplacedVolume(EcsService service)
    {
        if (service.KnownImage is not { DataFolder: { } imagesFolder } image || IsMoved(service, image))
        {
            return null;
        }

        var folder = imagesFolder;
        if (service.Variables.FirstOrDefault(v => v.Name == image.FolderVariable) is { } variable)
        {
            if (variable.Value.Parts is not [EcsText { Text: var text }])
            {
                return null;
            }

            folder = ContainerPath.Normal(text);
        }

        var written = service.Volumes.Where(v => !v.IsReadOnly).ToList();
        if (written.Any(v => image.Holds(ContainerPath.Normal(v.ContainerPath), folder))
            || written.Find(v => image.IsMeantForData(ContainerPath.Normal(v.ContainerPath), folder)) is not { } volume)
        {
            return null;
        }

        return $"The volume '{volume.Name}' of '{service.Name}' is at {volume.ContainerPath}, and its image {Name(service.Image)} keeps its data in {folder}, which would end with each task. "
            + $"Mount it there: .WithVolume(\"{volume.Name}\", \"{image.VolumeFor(folder)}\"); or write WithImage and WithImageTag before WithDataVolume, which takes the folder of the version that it finds.";
    }

    private static bool IsMoved(EcsService service, KnownImage image) =>
        service.Command.Any(a => a.Parts.Any(p => p is not EcsText) || a.Parts.OfType<EcsText>().Any(t => image.MovedBy.Any(m => t.Text.Contains(m, StringComparison.Ordinal))));

    private static string Name(EcsImage image) => image is EcsRegistryImage { Reference: var reference } ? reference : "of its own";

    private static string Names(EcsFileFolder folder) => string.Join(", ", folder.Files.Select(f => f.Path));
}
