using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Stacks;

/// <summary>Finds the templates of nested stacks beside those that nest them.</summary>
internal static class NestedStacks
{
    public const string Type = "AWS::CloudFormation::Stack";

    // CloudFormation has no limit of its own; a template that nests itself has none either.
    private const int MaxDepth = 10;

    /// <summary>The stacks with all that are nested in them; what is nested stands for itself no longer.</summary>
    public static IReadOnlyList<DeployedStack> Expand(IReadOnlyList<DeployedStack> stacks)
    {
        var all = new List<DeployedStack>(stacks);
        for (var i = 0; i < all.Count; i++)
        {
            var parent = all[i];
            if (Depth(parent) == MaxDepth)
            {
                continue;
            }

            all.AddRange(
                from resource in Of(parent.File.Template)
                let file = FileOf(parent.File.Path, resource.Value, stacks)
                where file is not null
                select new DeployedStack($"{parent.Name}-{resource.Key}", file) { Parent = (parent, resource.Key) });
        }

        var nested = all.Where(s => s.Parent is not null).Select(s => Path.GetFullPath(s.File.Path)).ToHashSet();
        return [.. all.Where(s => Root(s).Parent is null && !nested.Contains(Path.GetFullPath(Root(s).File.Path)))];
    }

    /// <summary>The resources of a template that are nested stacks.</summary>
    public static IEnumerable<KeyValuePair<string, JsonObject>> Of(JsonObject template) =>
        from resource in template["Resources"] as JsonObject ?? []
        where resource.Value is JsonObject && resource.Value["Type"] is JsonValue type && type.ToString() == Type
        select KeyValuePair.Create(resource.Key, resource.Value!.AsObject());

    /// <summary>Where its template is, as it is written; the CDK says which file it uploads.</summary>
    public static string? Location(JsonObject resource) =>
        (resource["Metadata"] as JsonObject)?["aws:asset:path"]?.ToString()
        ?? ((resource["Properties"] as JsonObject)?["TemplateURL"] switch
        {
            JsonValue url => url.ToString(),
            JsonObject { Count: 1 } sub when sub["Fn::Sub"] is { } text => (text is JsonArray { Count: > 0 } a ? a[0] : text)?.ToString(),
            _ => null,
        });

    private static TemplateFile? FileOf(string parent, JsonObject resource, IReadOnlyList<DeployedStack> given)
    {
        if (Location(resource) is not { } location)
        {
            return null;
        }

        var name = location.Split('/', '\\')[^1];
        var folder = Path.GetDirectoryName(Path.GetFullPath(parent))!;
        var path = new[] { Path.Combine(folder, location), Path.Combine(folder, name) }.FirstOrDefault(File.Exists);
        if (path is null)
        {
            return given.Where(s => Path.GetFileName(s.File.Path) == name).ToList() is [var one] ? one.File : null;
        }

        try
        {
            return given.FirstOrDefault(s => Path.GetFullPath(s.File.Path) == Path.GetFullPath(path))?.File ?? TemplateFile.Open(path);
        }
        catch (TemplateFileException)
        {
            // Named among what is not read.
            return null;
        }
    }

    private static DeployedStack Root(DeployedStack stack)
    {
        while (stack.Parent is { } parent)
        {
            stack = parent.Stack;
        }

        return stack;
    }

    private static int Depth(DeployedStack stack) => stack.Parent is { } parent ? Depth(parent.Stack) + 1 : 0;
}
