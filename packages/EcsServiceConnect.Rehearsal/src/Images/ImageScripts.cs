namespace EcsServiceConnect.Rehearsal.Images;

/// <summary>The scripts of the images that we rehearse.</summary>
internal static class ImageScripts
{
    /// <summary>The path in a container of scripts and their stand-ins.</summary>
    public const string Folder = "/usr/local/bin";

    /// <summary>Writes a script, for every user to run; returns where it is.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="image">The image that it is for, <c>postgres</c>.</param>
    /// <param name="name">Its name in the container, <c>redis-cli</c>.</param>
    public static string Write(string folder, string image, string name)
    {
        var resource = $"{image}/{Path.GetFileNameWithoutExtension(name)}.sh";
        using var script = typeof(ImageScripts).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not embedded.");
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "images", image)).FullName, name);
        using (var file = File.Create(path))
        {
            script.CopyTo(file);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        }

        return path;
    }
}
