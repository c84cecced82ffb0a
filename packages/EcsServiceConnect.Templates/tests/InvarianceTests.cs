using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;

namespace EcsServiceConnect.Templates.Tests;

/// <summary>What things are called in a template, and in which order they stand, changes no verdict.</summary>
public sealed partial class InvarianceTests
{
    [Fact]
    public void Other_logical_ids_in_another_order_have_the_same_faults() =>
        Gen.Select(Gen.Int[0, Mutants.All.Count - 1], Gen.Int[0, int.MaxValue]).Sample(
            (index, seed) =>
            {
                var template = new YelbTemplate(EcsTemplates.Yelb());
                Mutants.All[index].Apply(template);

                Assert.Equal(Rules(template.Root), Rules(Renamed(template.Root, seed)));
            },
            iter: 150);

    private static IEnumerable<string> Rules(JsonObject template) => TemplateChecks.Check(template).Select(f => f.Rule).Order(StringComparer.Ordinal);

    private static JsonObject Renamed(JsonObject template, int seed)
    {
        var random = new Random(seed);
        var resources = template["Resources"]!.AsObject();
        var names = resources.Select(r => r.Key).ToDictionary(id => id, id => $"R{Guid.NewGuid():N}");
        var text = Name().Replace(template.ToJsonString(), match => names.GetValueOrDefault(match.Value, match.Value));
        var renamed = JsonNode.Parse(text)!.AsObject();
        var entries = renamed["Resources"]!.AsObject().Select(r => KeyValuePair.Create(r.Key, r.Value!.DeepClone())).ToArray();
        random.Shuffle(entries);
        renamed["Resources"] = new JsonObject(entries.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)e.Value)));
        return renamed;
    }

    [GeneratedRegex("(?<![A-Za-z0-9-])[A-Za-z][A-Za-z0-9]*(?![A-Za-z0-9-])")]
    private static partial Regex Name();
}
