using System.Text;
using System.Text.Json.Nodes;

namespace Yelb.Tests.Ecs;

/// <summary>
/// A template as an indented text that people read: resources by name, references as <c>${name}</c>, without the tags,
/// which are the same on all.
/// </summary>
internal static class TemplateOutline
{
    internal static string Of(Template template)
    {
        var text = new StringBuilder();
        foreach (var resource in template.Resources.OrderBy(r => r.AspireResource, StringComparer.Ordinal).ThenBy(r => r.Type, StringComparer.Ordinal).ThenBy(r => r.Id, StringComparer.Ordinal))
        {
            text.Append(resource.AspireResource ?? "(shared)").Append("  ").Append(resource.Type).Append("  ").Append(resource.Id);
            text.AppendLine(resource.DeletionPolicy is { } policy ? $"  {policy}" : "");
            if (resource.Json.ContainsKey("Properties"))
            {
                Append(text, resource.Properties, 1);
            }

            if (resource.DependsOn.Count > 0)
            {
                text.AppendLine("  DependsOn:");
                foreach (var id in resource.DependsOn)
                {
                    text.Append("    - ").AppendLine(id);
                }
            }

            text.AppendLine();
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    private static void Append(StringBuilder text, JsonObject value, int depth)
    {
        foreach (var (name, member) in value.Where(m => m.Key is not ("Tags" or "FileSystemTags" or "AccessPointTags")))
        {
            text.Append(' ', depth * 2).Append(name).Append(':');
            Append(text, member!, depth);
        }
    }

    private static void Append(StringBuilder text, JsonNode value, int depth)
    {
        switch (value)
        {
            case JsonArray array when array.All(item => IsOneLine(item!)):
                text.Append(" [").AppendJoin(", ", array.Select(item => Template.Written(item!))).AppendLine("]");
                break;
            case JsonArray array:
                text.AppendLine();
                foreach (var item in array)
                {
                    text.Append(' ', (depth + 1) * 2).AppendLine("-");
                    Append(text, item!.AsObject(), depth + 2);
                }

                break;
            case JsonObject when !IsOneLine(value):
                text.AppendLine();
                Append(text, value.AsObject(), depth + 1);
                break;
            default:
                text.Append(' ').AppendLine(Template.Written(value));
                break;
        }
    }

    private static bool IsOneLine(JsonNode value) =>
        value is JsonValue || (value is JsonObject { Count: 1 } function && function.First().Key is var name && (name == "Ref" || name.StartsWith("Fn::", StringComparison.Ordinal)));
}
