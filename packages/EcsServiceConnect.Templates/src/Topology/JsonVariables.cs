using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>Variables whose value is JSON, such as `{"db": {"host": "yelb-db", "port": 5432}}`.</summary>
internal static class JsonVariables
{
    /// <summary>The members of each object in it, as variables that stand beside each other, named with the object's, as `db:host`; null where it is no JSON object or list.</summary>
    public static IReadOnlyList<IReadOnlyList<Variable>>? Members(string value) =>
        value.AsSpan().Trim() is ['{', .., '}'] or ['[', .., ']'] && JsonText.Parse(value, allowsTwice: false) is { } node ? [.. In("", node)] : null;

    private static IEnumerable<IReadOnlyList<Variable>> In(string name, JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(m => In($"{m.Key}:", m.Value)).Prepend([.. o.Where(m => m.Value is JsonValue).Select(m => new Variable(name + m.Key, m.Value!.ToString()))]),
        JsonArray a => a.SelectMany(n => In(name, n)).Prepend([.. a.OfType<JsonValue>().Select(v => new Variable(name, v.ToString()))]),
        _ => [],
    };
}
