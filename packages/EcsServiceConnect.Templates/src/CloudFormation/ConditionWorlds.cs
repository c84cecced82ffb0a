using System.Text.Json.Nodes;

namespace EcsServiceConnect.Templates.CloudFormation;

/// <summary>
/// The ways in which a template's conditions can turn out together, where values hang on who deploys it: so that two
/// resources which exclude each other are never in one, and each is looked at.
/// </summary>
internal static class ConditionWorlds
{
    // Each way is a check of its own; of more, the template is looked at with its conditions open.
    private const int MaxWorlds = 8;
    private const int MaxAssignments = 512;

    // No value that a condition compares with.
    private const string Other = "\u0001";

    /// <summary>The template once for each way; once as it is where all is decided, or there are too many.</summary>
    public static IReadOnlyList<CloudFormationTemplate> Of(CloudFormationTemplate template)
    {
        // The CDK's own: whether a region has its telemetry.
        var open = template.Conditions.Names.Where(n => template.Conditions.Holds(n) is null && !n.Contains("CDKMetadata", StringComparison.Ordinal)).ToList();
        var domains = new Dictionary<string, HashSet<string>>();
        foreach (var name in open)
        {
            AddDomains(template, template.Conditions[name], domains);
        }

        if (open.Count == 0 || domains.Values.Aggregate(1L, (product, domain) => Math.Min(product * domain.Count, MaxAssignments + 1)) > MaxAssignments)
        {
            return [template];
        }

        var worlds = Assignments([.. domains])
            .Select(values => template.With(values).Conditions)
            .Select(conditions => open.Select(conditions.Holds).ToList())
            .DistinctBy(holds => string.Join(',', holds))
            .Take(MaxWorlds + 1)
            .ToList();
        return worlds.Count > MaxWorlds
            ? [template]
            : [.. worlds.Select(holds => template.With(conditions: open.Zip(holds).Where(h => h.Second is not null).ToDictionary(h => h.First, h => h.Second!.Value)))];
    }

    // What each unknown name is compared with, or may be, and one value beside.
    private static void AddDomains(CloudFormationTemplate template, JsonNode? node, Dictionary<string, HashSet<string>> domains)
    {
        if (node is JsonObject o)
        {
            foreach (var (function, argument) in o)
            {
                if (function == "Fn::Equals" && argument is JsonArray { Count: 2 } pair)
                {
                    AddDomain(template, pair[0], pair[1], domains);
                    AddDomain(template, pair[1], pair[0], domains);
                }

                AddDomains(template, argument, domains);
            }
        }
        else if (node is JsonArray a)
        {
            foreach (var item in a)
            {
                AddDomains(template, item, domains);
            }
        }
    }

    private static void AddDomain(CloudFormationTemplate template, JsonNode? reference, JsonNode? value, Dictionary<string, HashSet<string>> domains)
    {
        if (reference is not JsonObject { Count: 1 } o || o["Ref"]?.ToString() is not { } name || template.ValueOf(name) is not null)
        {
            return;
        }

        if (!domains.TryGetValue(name, out var domain))
        {
            var allowed = template.Parameters.TryGetValue(name, out var parameter) ? parameter["AllowedValues"].Items.Select(i => i.Text).OfType<string>().ToList() : [];
            domains[name] = domain = allowed.Count > 0 ? [.. allowed] : [Other];
        }

        if (Intrinsics.Render(template, value) is { } text && !text.Contains(Placeholder.Open) && !domain.Contains(text) && domain.Contains(Other))
        {
            domain.Add(text);
        }
    }

    private static IEnumerable<Dictionary<string, string>> Assignments(IReadOnlyList<KeyValuePair<string, HashSet<string>>> domains) =>
        domains.Aggregate<KeyValuePair<string, HashSet<string>>, IEnumerable<Dictionary<string, string>>>(
            [[]],
            (assignments, domain) => assignments.SelectMany(a => domain.Value.Select(value => new Dictionary<string, string>(a) { [domain.Key] = value })));
}
