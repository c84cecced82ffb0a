using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;

namespace EcsServiceConnect.Templates.Tests;

/// <summary>What resources are called in a template, and in which order they stand, changes no verdict.</summary>
public sealed partial class InvarianceTests
{
    [Fact]
    public void Other_logical_ids_in_another_order_have_the_same_faults() =>
        Gen.Select(Gen.Int[0, Mutants.All.Count - 1], Gen.Int[0, int.MaxValue]).Sample(
            (index, seed) =>
            {
                var template = new YelbTemplate(EcsTemplates.Yelb());
                Mutants.All[index].Apply(template);
                var random = new Random(seed);
                // One that is malformed is the fault.
                var names = template.Resources.Where(r => r.Key.All(char.IsAsciiLetterOrDigit)).ToDictionary(r => r.Key, _ => $"R{random.NextInt64()}");
                var renamed = Renamed(template.Root, names)!.AsObject();
                var entries = renamed["Resources"]!.AsObject().ToArray();
                renamed["Resources"]!.AsObject().Clear();
                random.Shuffle(entries);
                renamed["Resources"] = new JsonObject(entries.Select(e => KeyValuePair.Create(names.GetValueOrDefault(e.Key, e.Key), e.Value)));

                Assert.Equal(Rules(template.Root), Rules(renamed));
            },
            iter: 30);

    private static IEnumerable<string> Rules(JsonObject template) => TemplateChecks.Check(template).Select(f => f.Rule).Order(StringComparer.Ordinal);

    private static JsonNode? Renamed(JsonNode? node, Dictionary<string, string> names) => node switch
    {
        JsonObject o => new JsonObject(o.Select(p => KeyValuePair.Create(p.Key, p switch
        {
            { Key: "Ref" } => Name(p.Value!, names),
            { Key: "DependsOn", Value: JsonValue one } => Name(one, names),
            { Key: "DependsOn", Value: JsonArray many } => new JsonArray([.. many.Select(m => m is JsonValue ? Name(m, names) : Renamed(m, names))]),
            { Key: "Fn::GetAtt", Value: JsonArray attribute } => new JsonArray([Name(attribute[0]!, names), .. attribute.Skip(1).Select(a => a!.DeepClone())]),
            { Key: "Fn::Sub", Value: JsonValue text } => JsonValue.Create(Variable().Replace(text.ToString(), m => names.GetValueOrDefault(m.Value, m.Value))),
            _ => Renamed(p.Value, names),
        }))),
        JsonArray a => new JsonArray([.. a.Select(n => Renamed(n, names))]),
        _ => node?.DeepClone(),
    };

    private static JsonValue Name(JsonNode id, Dictionary<string, string> names) => JsonValue.Create(names.GetValueOrDefault(id.ToString(), id.ToString()));

    [GeneratedRegex(@"(?<=\$\{)\w+")]
    private static partial Regex Variable();
}
