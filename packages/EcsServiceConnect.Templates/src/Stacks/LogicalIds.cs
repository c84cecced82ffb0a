using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EcsServiceConnect.Templates.Stacks;

/// <summary>Gives what is in a template other names, so that it can be beside the template of another stack.</summary>
/// <param name="names">The names that change: of resources, parameters, conditions, mappings, outputs and pseudo parameters.</param>
internal sealed partial class LogicalIds(IReadOnlyDictionary<string, string> names)
{
    private static readonly string[] _sections = ["Parameters", "Mappings", "Conditions", "Resources", "Outputs"];

    /// <summary>The names that a template gives.</summary>
    public static IEnumerable<string> Of(JsonObject template) =>
        _sections.SelectMany(s => template[s] as JsonObject ?? []).Select(e => e.Key).Distinct();

    /// <summary>A copy with the other names.</summary>
    public JsonObject Rename(JsonObject template)
    {
        var renamed = new JsonObject();
        foreach (var (section, content) in template)
        {
            renamed[section] = content is JsonObject entries && _sections.Contains(section)
                ? new JsonObject(entries.Select(e => KeyValuePair.Create(New(e.Key), In(e.Value))))
                : content?.DeepClone();
        }

        return renamed;
    }

    private JsonNode? In(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.Select(p => KeyValuePair.Create(p.Key, Argument(p.Key, p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(In)]),
        _ => node?.DeepClone(),
    };

    private JsonNode? Argument(string key, JsonNode? value) => (key, value) switch
    {
        ("Ref" or "Condition" or "DependsOn", JsonValue name) => New(name.ToString()),
        ("Fn::GetAtt", JsonValue attribute) => Attribute(attribute.ToString()),
        ("Fn::Sub", JsonValue text) => Text(text.ToString(), []),
        ("Fn::Sub", JsonArray { Count: 2 } a) => new JsonArray(Text(a[0]?.ToString() ?? "", a[1] as JsonObject ?? []), In(a[1])),
        ("DependsOn", JsonArray a) => new JsonArray([.. a.Select(n => n is JsonValue name ? New(name.ToString()) : In(n))]),
        ("Fn::GetAtt" or "Fn::If" or "Fn::FindInMap", JsonArray { Count: > 0 } a) when a[0] is JsonValue name =>
            new JsonArray([New(name.ToString()), .. a.Skip(1).Select(In)]),
        _ => In(value),
    };

    private string Text(string text, JsonObject variables) =>
        Variable().Replace(text, m => variables.ContainsKey(m.Groups["name"].Value) ? m.Value : $"${{{Attribute(m.Groups["name"].Value)}}}");

    private string Attribute(string name) => name.Split('.', 2) is [var id, var attribute] ? $"{New(id)}.{attribute}" : New(name);

    private string New(string name) => names.GetValueOrDefault(name, name);

    [GeneratedRegex(@"\$\{\s*(?<name>[^}!\s][^}]*?)\s*\}")]
    private static partial Regex Variable();
}
