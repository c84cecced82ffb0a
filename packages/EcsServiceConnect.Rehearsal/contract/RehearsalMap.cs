using System.Text.Json;

namespace EcsServiceConnect.Rehearsal.Contract;

/// <summary>What a template leaves open: values for its parameters, and what to run for its images.</summary>
/// <param name="Parameters">CloudFormation parameters by name.</param>
/// <param name="Images">By the image as the template has it; a `*` at the end stands for any tag.</param>
internal sealed record RehearsalMap(IReadOnlyDictionary<string, string> Parameters, IReadOnlyDictionary<string, LocalImage> Images)
{
    /// <summary>The addresses that a service dials and no variable of it names, such as `db:5432`, by the service.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> References { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Reads a file. A path in it that is not absolute begins at the file's folder.</summary>
    /// <exception cref="RehearsalException">It is no such file: where and why.</exception>
    public static RehearsalMap Read(string path)
    {
        try
        {
            var file = JsonSerializer.Deserialize(File.ReadAllBytes(path), RehearsalMapJson.Default.RehearsalMapFile)
                ?? throw new RehearsalException($"The map {path} is empty: it takes an object with \"parameters\" and \"images\".");
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            return new(file.Parameters, file.Images.ToDictionary(i => i.Key, i => Image(path, folder, i.Key, i.Value)))
            {
                References = file.References.ToDictionary(r => r.Key, r => (IReadOnlyList<string>)r.Value),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RehearsalException($"The map {path} can't be read: {e.Message}", e);
        }
        catch (JsonException e)
        {
            // The message ends with the place, counted from 0, which people count from 1.
            var what = e.Message.Split(" Path: ", 2)[0].Split(" LineNumber: ", 2)[0];
            throw new RehearsalException($"The map {path} is wrong at {e.Path ?? "$"}, line {e.LineNumber + 1}: {what}", e);
        }
    }

    /// <summary>Writes a file that <see cref="Read"/> reads; only its owner can read it, as parameters may be secret.</summary>
    public void Write(string path)
    {
        var file = new RehearsalMapFile
        {
            References = References.ToDictionary(r => r.Key, r => r.Value.ToList()),
            Parameters = new(Parameters),
            Images = Images.ToDictionary(i => i.Key, i => new RehearsalMapImage
            {
                Files = new(i.Value.Files),
                EntryPoint = [.. i.Value.EntryPoint],
                Command = [.. i.Value.Command],
                Environment = new(i.Value.Environment),
                WorkingDirectory = i.Value.WorkingDirectory,
                User = $"{i.Value.User.UserId}:{i.Value.User.GroupId}",
                StopSignal = $"{i.Value.StopSignal}",
                Programs = i.Value.Programs?.ToList(),
            }),
        };
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        File.Delete(path);
        using var stream = new FileStream(path, options);
        JsonSerializer.Serialize(stream, file, RehearsalMapJson.Default.RehearsalMapFile);
    }

    private static LocalImage Image(string path, string folder, string image, RehearsalMapImage file)
    {
        if (image.IndexOf('*', StringComparison.Ordinal) is var star and >= 0 && star != image.Length - 1)
        {
            throw new RehearsalException($"The map {path} has the image '{image}': a * stands at the end only, for any tag.");
        }

        if (file.EntryPoint.Count + file.Command.Count == 0)
        {
            throw new RehearsalException($"The map {path} says not what '{image}' runs: give it an \"entryPoint\" or a \"command\".");
        }

        return new()
        {
            Files = file.Files.ToDictionary(f => InContainer(f.Key, "files"), f => OnMachine(f.Value)),
            EntryPoint = file.EntryPoint,
            Command = file.Command,
            Environment = file.Environment,
            Programs = file.Programs,
            WorkingDirectory = InContainer(file.WorkingDirectory, "workingDirectory"),
            User = RehearsalMapImage.ReadUser(file.User)
                ?? throw new RehearsalException($"The map {path} has the user '{file.User}' for '{image}': write a number, or user:group as numbers."),
            StopSignal = RehearsalMapImage.ReadStopSignal(file.StopSignal)
                ?? throw new RehearsalException($"The map {path} has the stop signal '{file.StopSignal}' for '{image}': write one of {string.Join(", ", Enum.GetNames<StopSignal>())}."),
        };

        string OnMachine(string source) => Path.GetFullPath(source, folder) is var full && Path.Exists(full)
            ? full
            : throw new RehearsalException($"The map {path} lays {full} into '{image}', and there is no such file or folder.");

        string InContainer(string at, string property) => at.StartsWith('/')
            ? at
            : throw new RehearsalException($"The map {path} has '{at}' in \"{property}\" of '{image}': a path in a container begins with /.");
    }
}
