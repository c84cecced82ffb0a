using System.Text.Json.Nodes;

namespace EcsServiceConnect.Templates.CloudFormation;

/// <summary>A template's Conditions, decided as far as the values of its parameters are known.</summary>
/// <remarks>AWS CloudFormation User Guide, "Condition functions".</remarks>
internal sealed class Conditions(CloudFormationTemplate template, JsonObject conditions, IReadOnlyDictionary<string, bool> decided)
{
    private readonly HashSet<string> _open = [];

    public IEnumerable<string> Names => conditions.Select(c => c.Key);

    /// <summary>The parameters that a condition looks at, over any number of other conditions.</summary>
    public IReadOnlyCollection<string> ParametersOf(string name)
    {
        HashSet<string> seen = [name];
        HashSet<string> parameters = [];
        var open = new Stack<string>(seen);
        while (open.TryPop(out var next))
        {
            parameters.UnionWith(Intrinsics.References(template, conditions[next]).Where(template.Parameters.ContainsKey));
            foreach (var other in Named(conditions[next]).Where(seen.Add))
            {
                open.Push(other);
            }
        }

        return parameters;
    }

    /// <summary>What a condition says; null where there is none of that name.</summary>
    public JsonNode? this[string name] => conditions[name];

    /// <summary>Whether the condition of that name holds; null where that hangs on a value that is not known, or there is none of that name.</summary>
    public bool? Holds(string name)
    {
        if (decided.TryGetValue(name, out var taken))
        {
            return taken;
        }

        // One that refers to itself is none that CloudFormation takes.
        if (!conditions.TryGetPropertyValue(name, out var condition) || !_open.Add(name))
        {
            return null;
        }

        try
        {
            return Holds(condition);
        }
        finally
        {
            _open.Remove(name);
        }
    }

    private bool? Holds(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } function => Holds(function.First().Key, function.First().Value),
        _ => bool.TryParse(Intrinsics.Render(template, node), out var value) ? value : null,
    };

    private bool? Holds(string function, JsonNode? argument) => (function, argument) switch
    {
        ("Condition", JsonValue name) => Holds(name.ToString()),
        ("Fn::Not", JsonArray { Count: 1 } one) => !Holds(one[0]),
        ("Fn::And", JsonArray all) => All(all.Select(Holds), decisive: false),
        ("Fn::Or", JsonArray all) => All(all.Select(Holds), decisive: true),
        ("Fn::Equals", JsonArray { Count: 2 } pair) => AreEqual(Intrinsics.Render(template, pair[0]), Intrinsics.Render(template, pair[1])),
        _ => null,
    };

    private static bool? All(IEnumerable<bool?> values, bool decisive)
    {
        var all = values.ToList();
        return all.Contains(decisive) ? decisive : all.Contains(null) ? null : !decisive;
    }

    private static bool? AreEqual(string? one, string? other) =>
        one is null || other is null ? null
        : one == other ? true
        : one.Contains(Placeholder.Open) || other.Contains(Placeholder.Open) ? null
        : false;

    private static IEnumerable<string> Named(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => p.Key == "Condition" && p.Value is JsonValue name ? [name.ToString()] : Named(p.Value)),
        JsonArray a => a.SelectMany(Named),
        _ => [],
    };
}
