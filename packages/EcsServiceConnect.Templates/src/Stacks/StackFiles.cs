using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Stacks;

/// <summary>Finds the stacks that a file, a folder or a cloud assembly of the CDK is for.</summary>
internal static class StackFiles
{
    private static readonly string[] _extensions = [".json", ".yaml", ".yml", ".template"];
    private static readonly string[] _otherFolders = ["node_modules", "bin", "obj"];

    /// <summary>Finds them.</summary>
    /// <param name="path">A template; a folder with templates, whatever else there is; or a cloud assembly (`cdk.out`).</param>
    /// <param name="unreadable">Gets what could not be read.</param>
    public static IReadOnlyList<DeployedStack> At(string path, ICollection<TemplateFileException> unreadable)
    {
        if (!Directory.Exists(path))
        {
            return [.. Opened(path, unreadable).Select(file => new DeployedStack(NameOf(path), file))];
        }

        var before = unreadable.Count;
        var found = InFolder(path, path, unreadable).ToList();
        if (found.Count == 0 && unreadable.Count == before)
        {
            unreadable.Add(new(path, null, "there is no CloudFormation template in it"));
        }

        return found;
    }

    private static IEnumerable<DeployedStack> InFolder(string root, string folder, ICollection<TemplateFileException> unreadable)
    {
        if (Manifest(Path.Combine(folder, "manifest.json")) is { } artifacts)
        {
            return InAssembly(folder, artifacts, unreadable);
        }

        var here =
            from path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)
            where _extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) && LooksLikeTemplate(path)
            from file in Opened(path, unreadable, isOneOfMany: true)
            select new DeployedStack(NameOf(Path.GetRelativePath(root, path)), file);
        return here.Concat(
            from inner in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)
            let name = Path.GetFileName(inner)
            where !name.StartsWith('.') && !_otherFolders.Contains(name)
            from stack in InFolder(root, inner, unreadable)
            select stack);
    }

    // AWS CDK, "Cloud assembly": artifacts of a manifest, of which an assembly of its own is one kind.
    private static IEnumerable<DeployedStack> InAssembly(string folder, JsonObject artifacts, ICollection<TemplateFileException> unreadable)
    {
        foreach (var (id, artifact) in artifacts)
        {
            var properties = artifact?["properties"];
            if (artifact?["type"]?.ToString() == "aws:cloudformation:stack" && properties?["templateFile"]?.ToString() is { } template)
            {
                foreach (var file in Opened(Path.Combine(folder, template), unreadable))
                {
                    yield return new(id, file)
                    {
                        StackName = properties["stackName"]?.ToString() ?? id,
                        After = [.. (artifact["dependencies"] as JsonArray ?? []).Select(d => d!.ToString())],
                    };
                }
            }
            else if (artifact?["type"]?.ToString() == "cdk:cloud-assembly" && properties?["directoryName"]?.ToString() is { } directory
                && Manifest(Path.Combine(folder, directory, "manifest.json")) is { } inner)
            {
                foreach (var stack in InAssembly(Path.Combine(folder, directory), inner, unreadable))
                {
                    yield return stack;
                }
            }
        }
    }

    private static JsonObject? Manifest(string path)
    {
        try
        {
            return File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))?["artifacts"] as JsonObject : null;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    // A folder holds much else in these formats.
    private static bool LooksLikeTemplate(string path) =>
        File.ReadAllText(path) is var text && text.Contains("Resources", StringComparison.Ordinal) && text.Contains("AWS::", StringComparison.Ordinal);

    private static IEnumerable<TemplateFile> Opened(string path, ICollection<TemplateFileException> unreadable, bool isOneOfMany = false)
    {
        try
        {
            return [TemplateFile.Open(path)];
        }
        catch (TemplateFileException e)
        {
            if (!isOneOfMany || !e.IsOther)
            {
                unreadable.Add(e);
            }

            return [];
        }
    }

    private static string NameOf(string path)
    {
        var name = Path.ChangeExtension(path, null);
        return name.EndsWith(".template", StringComparison.Ordinal) ? name[..^".template".Length] : name;
    }
}
