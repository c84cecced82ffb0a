using System.Text.Json.Nodes;

namespace EcsServiceConnect.Templates.CloudFormation;

/// <summary>A template as its author keeps it: JSON, also with comments and commas too many, or YAML with the short forms of functions.</summary>
/// <param name="Path">The file.</param>
/// <param name="Template">What it says; short forms as the long ones.</param>
/// <param name="Lines">The line on which each entry of a section begins, from 1, by `Section/LogicalId`.</param>
internal sealed record TemplateFile(string Path, JsonObject Template, IReadOnlyDictionary<string, int> Lines)
{
    private static readonly string[] _yaml = [".yaml", ".yml"];

    /// <summary>Reads a template.</summary>
    /// <exception cref="TemplateFileException">It can't be read, or is no template: why, and on which line.</exception>
    public static JsonObject Read(string path) => Open(path).Template;

    /// <summary>Reads a template, with the lines of what is in it.</summary>
    /// <exception cref="TemplateFileException">It can't be read, or is no template: why, and on which line.</exception>
    public static TemplateFile Open(string path)
    {
        var lines = new Dictionary<string, int>();
        return Parse(path, lines) is JsonObject template && template["Resources"] is JsonObject
            ? new(path, template, lines)
            : throw new TemplateFileException(path, 1, "it is no CloudFormation template, as it has no Resources") { IsOther = true };
    }

    /// <summary>Reads a file in one of the formats that templates have.</summary>
    /// <exception cref="TemplateFileException">It can't be read: why, and on which line.</exception>
    public static JsonNode? Parse(string path, Dictionary<string, int> lines)
    {
        var text = ReadText(path);
        return IsJson(path, text) ? JsonTemplate.Parse(path, text, lines) : YamlTemplate.Parse(path, text, lines);
    }

    /// <summary>The line of an entry of Resources or Parameters; null where the file has none of that id.</summary>
    public int? LineOf(string logicalId) =>
        Lines.TryGetValue($"Resources/{logicalId}", out var line) || Lines.TryGetValue($"Parameters/{logicalId}", out line) ? line : null;

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TemplateFileException(path, null, e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message.ReplaceLineEndings(" "));
        }
    }

    // All JSON is YAML, but for its comments.
    private static bool IsJson(string path, string text) =>
        !_yaml.Contains(System.IO.Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)
        && text.AsSpan().TrimStart() is var start && (start.StartsWith("{") || start.StartsWith("[") || start.StartsWith("//") || start.StartsWith("/*"));
}

/// <summary>A file that can't be read as a template.</summary>
/// <param name="path">The file.</param>
/// <param name="line">From 1; null where it is none of its lines.</param>
/// <param name="why">Why, as the end of a sentence.</param>
internal sealed class TemplateFileException(string path, int? line, string why)
    : Exception($"{path}{(line is null ? "" : $":{line}")}: can't be read: {why}.")
{
    public string Path => path;

    /// <summary>From 1; null where it is none of the file's lines.</summary>
    public int? Line => line;

    /// <summary>Whether it can be read, and is something else.</summary>
    public bool IsOther { get; init; }
}
