using System.Text.Json;
using System.Text.Json.Nodes;

namespace EcsServiceConnect.Hosting.Diffing;

/// <summary>Where two values of a property differ.</summary>
internal static class PropertyChanges
{
    // What CloudFormation's lists call their members by: containers, variables, volumes; tags and attributes; policies; what
    // Service Connect serves, and by which aliases.
    private static readonly string[] _names = ["Name", "Key", "PolicyName", "Sid", "SourceVolume", "PortName", "DnsName"];

    public static IEnumerable<PropertyChange> Between(string property, JsonNode? before, JsonNode? after) => Between([property], before, after);

    private static IEnumerable<PropertyChange> Between(IReadOnlyList<string> path, JsonNode? before, JsonNode? after) => (before, after) switch
    {
        _ when JsonNode.DeepEquals(before, after) => [],
        (JsonObject one, JsonObject other) when !IsFunction(one) && !IsFunction(other) => Members(path, one, other),
        (JsonArray one, JsonArray other) when ByName(one) is { } ones && ByName(other) is { } others => Members(path, ones, others),
        _ => [new(path, Text(before), Text(after))],
    };

    private static IEnumerable<PropertyChange> Members(IReadOnlyList<string> path, IReadOnlyDictionary<string, JsonNode?> before, IReadOnlyDictionary<string, JsonNode?> after) =>
        before.Keys.Union(after.Keys).SelectMany(name => Between([.. path, name], before.GetValueOrDefault(name), after.GetValueOrDefault(name)));

    private static IEnumerable<PropertyChange> Members(IReadOnlyList<string> path, JsonObject before, JsonObject after) =>
        Members(path, before.ToDictionary(), after.ToDictionary());

    /// <summary>The members of a list by their names; null where they have none, or share them.</summary>
    private static Dictionary<string, JsonNode?>? ByName(JsonArray list)
    {
        var members = new Dictionary<string, JsonNode?>();
        return list.All(member => Name(member) is { } name && members.TryAdd(name, member)) ? members : null;

        static string? Name(JsonNode? member) => member is JsonObject named
            ? _names.Select(n => named[n]).OfType<JsonValue>().FirstOrDefault(v => v.GetValueKind() is JsonValueKind.String)?.GetValue<string>()
            : null;
    }

    private static bool IsFunction(JsonObject value) =>
        value.Count == 1 && value.First().Key is var name && (name is "Ref" or "Condition" || name.StartsWith("Fn::", StringComparison.Ordinal));

    // A text of many words says no more than that it is another.
    private static string? Text(JsonNode? value) =>
        value is JsonValue scalar && scalar.ToString() is { Length: > 0 and <= 80 } text && !text.Contains('\n', StringComparison.Ordinal) ? text : null;
}
