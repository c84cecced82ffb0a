using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EcsServiceConnect.Templates.CloudFormation;

/// <summary>Templates in JSON.</summary>
internal static class JsonTemplate
{
    private static readonly JsonDocumentOptions _options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads one.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="text">The file's text.</param>
    /// <param name="lines">Gets the lines; see <see cref="TemplateFile.Lines"/>.</param>
    public static JsonNode? Parse(string path, string text, Dictionary<string, int> lines)
    {
        try
        {
            AddLines(path, Encoding.UTF8.GetBytes(text), lines);
            return JsonNode.Parse(text, documentOptions: _options);
        }
        catch (JsonException e)
        {
            // The position is told beside it.
            var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
            throw new TemplateFileException(path, (int?)e.LineNumber + 1, $"it is no JSON: {(end < 0 ? e.Message : e.Message[..end]).TrimEnd('.')}");
        }
    }

    private static void AddLines(string path, byte[] text, Dictionary<string, int> lines)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        var open = new Stack<HashSet<string>>();
        var (section, line, counted) = ("", 1, 0);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                open.Push([]);
            }
            else if (reader.TokenType == JsonTokenType.EndObject)
            {
                open.Pop();
            }
            else if (reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                line += text.AsSpan(counted, (int)reader.TokenStartIndex - counted).Count((byte)'\n');
                counted = (int)reader.TokenStartIndex;
                if (!open.Peek().Add(name))
                {
                    throw new TemplateFileException(path, line, $"'{name}' is there twice, and one of them would not count; take one away");
                }

                section = reader.CurrentDepth == 1 ? name : section;
                if (reader.CurrentDepth == 2)
                {
                    lines[$"{section}/{name}"] = line;
                }
            }
        }
    }
}
