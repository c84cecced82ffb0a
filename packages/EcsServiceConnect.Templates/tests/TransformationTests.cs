using System.Text.Json.Nodes;
using CsCheck;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Rules;
using EcsServiceConnect.Templates.Stacks;

namespace EcsServiceConnect.Templates.Tests;

/// <summary>What a template means the same is judged the same: other logical ids, another order, two stacks in place of one.</summary>
public sealed class TransformationTests
{
    // What is too large for one stack is not too large for two.
    private static readonly IReadOnlyList<Mutant> _mutants = [.. Mutants.All.Where(m => m.Rule is not (LimitRules.Size or LimitRules.References))];

    // What resources without a name of their own have together.
    private static readonly string[] _ofSeveral = [TwiceRules.InStack, ListenerRules.PriorityTaken, DependencyRules.Circle, RouteRules.Twice, OnceRules.Attached];

    private static readonly Gen<JsonObject> _faulty = Gen.Int[0, _mutants.Count - 1].Array[0, 2].Select(chosen => Mutated([.. chosen.Select(i => _mutants[i])]));

    [Fact]
    public void Other_logical_ids_change_no_verdict() =>
        Gen.Select(_faulty, Gen.Int).Sample(
            (template, seed) =>
            {
                // The name of a parameter says what it is for: a password is one by its name.
                // And an id that is malformed is the fault.
                var ids = template["Resources"]!.AsObject().Select(r => r.Key).Where(id => id.All(char.IsAsciiLetterOrDigit)).ToList();
                var random = new Random(seed);
                var names = ids.Index().ToDictionary(id => id.Item, id => $"N{random.Next():x}{id.Index}");

                Assert.Equal(Verdict(template, name => names.GetValueOrDefault(name, name)), Verdict(new LogicalIds(names).Rename(template)));
            },
            iter: 25, threads: 1);

    [Fact]
    public void Another_order_changes_no_verdict() =>
        Gen.Select(_faulty, Gen.Int).Sample(
            (template, seed) =>
            {
                var random = new Random(seed);
                var shuffled = template.DeepClone().AsObject();
                shuffled["Resources"] = new JsonObject(shuffled["Resources"]!.AsObject().OrderBy(_ => random.Next()).Select(r => KeyValuePair.Create(r.Key, r.Value?.DeepClone())));

                // Of two that have the same, the one or the other is told.
                Assert.Equal(Rules(Verdict(template)), Rules(Verdict(shuffled)));
            },
            iter: 25, threads: 1);

    [Fact]
    public void Two_stacks_in_place_of_one_change_no_verdict() =>
        Gen.Select(_faulty, Gen.Int).Sample(
            (template, seed) =>
            {
                var (first, second) = Split(template, seed);
                var groups = StackGroup.Of([new("first", File("first", first)), new("second", File("second", second))]);
                if (groups is [var whole])
                {
                    // What is late within one stack may be early by the order of two; and of outputs the two have those that they share.
                    Assert.Equal(Verdict(template).Where(v => !IsOrder(v) && !IsOfOutputs(v)), Verdict(whole.Template, Own).Where(v => !IsOrder(v) && !IsOfOutputs(v)));
                }
            },
            iter: 25, threads: 1);

    private static JsonObject Mutated(Mutant[] mutants)
    {
        var template = new YelbTemplate(EcsTemplates.Yelb());
        foreach (var mutant in mutants)
        {
            try
            {
                mutant.Apply(template);
            }
            catch (Exception e) when (e is NullReferenceException or InvalidOperationException or KeyNotFoundException or ArgumentOutOfRangeException)
            {
                // It changes what the other one took away.
            }
        }

        return JsonNode.Parse(template.Root.ToJsonString())!.AsObject();
    }

    // What is in the first stack refers to nothing of the second; the second imports what it refers to.
    private static (JsonObject First, JsonObject Second) Split(JsonObject template, int seed)
    {
        var whole = new CloudFormationTemplate(template);
        var resources = template["Resources"]!.AsObject();
        var first = new HashSet<string>();
        var random = new Random(seed);
        foreach (var id in resources.Select(r => r.Key).Where(_ => random.Next(4) == 0))
        {
            Add(id);
        }

        var (one, two) = (new JsonObject(), new JsonObject());
        var (outputs, imports) = (new JsonObject(), new Dictionary<string, JsonNode>());
        foreach (var (id, resource) in resources)
        {
            (first.Contains(id) ? one : two)[id] = first.Contains(id) ? resource!.DeepClone() : Imported(resource);
        }

        return (With(one, outputs), With(two, []));

        void Add(string id)
        {
            if (resources[id] is JsonObject resource && first.Add(id))
            {
                foreach (var other in Intrinsics.References(whole, resource["Properties"]).Concat((resource["DependsOn"] as JsonArray ?? []).Select(d => d!.ToString())).Where(resources.ContainsKey).ToList())
                {
                    Add(other);
                }
            }
        }

        JsonNode? Imported(JsonNode? node)
        {
            switch (node)
            {
                case JsonObject { Count: 1 } o when o["Ref"]?.ToString() is { } id && first.Contains(id):
                case JsonObject { Count: 1 } a when a["Fn::GetAtt"] is JsonArray parts && first.Contains(parts[0]!.ToString()):
                    var name = $"first-{outputs.Count}";
                    outputs[$"Export{outputs.Count}"] = new JsonObject { ["Value"] = node.DeepClone(), ["Export"] = new JsonObject { ["Name"] = name } };
                    return new JsonObject { ["Fn::ImportValue"] = name };
                case JsonObject o:
                    return new JsonObject(o.Select(p => KeyValuePair.Create(p.Key, p.Key == "DependsOn" && p.Value is JsonArray all ? new JsonArray([.. all.Where(d => !first.Contains(d!.ToString())).Select(d => d!.DeepClone())]) : Imported(p.Value))));
                case JsonArray a:
                    return new JsonArray([.. a.Select(Imported)]);
                default:
                    return node?.DeepClone();
            }
        }

        JsonObject With(JsonObject own, JsonObject exports) => new()
        {
            ["Parameters"] = template["Parameters"]?.DeepClone(),
            ["Mappings"] = template["Mappings"]?.DeepClone() ?? new JsonObject(),
            ["Conditions"] = template["Conditions"]?.DeepClone() ?? new JsonObject(),
            ["Resources"] = own,
            ["Outputs"] = exports,
        };
    }

    private static TemplateFile File(string name, JsonObject template) => new($"{name}.json", template, new Dictionary<string, int>());

    private static List<string> Verdict(JsonObject template, Func<string, string>? name = null) => Verdict(new CloudFormationTemplate(template), name);

    // Of several that have it together, the one or the other by their own names is told.
    private static List<string> Verdict(CloudFormationTemplate template, Func<string, string>? name = null) =>
        [.. TemplateChecks.Check(template).Select(v => _ofSeveral.Contains(v.Rule) && v.Resource != "The stack" ? v.Rule : $"{v.Rule} of {(name ?? (n => n))(v.Resource)}").Distinct().Order(StringComparer.Ordinal)];

    // What both have, as a parameter, is named with its stack.
    private static string Own(string name) => name.Replace("first_", "", StringComparison.Ordinal).Replace("second_", "", StringComparison.Ordinal);

    private static bool IsOrder(string verdict) =>
        new[] { DeploymentOrderRules.ClientFirst, DeploymentOrderRules.ListenerLater, DeploymentOrderRules.MountLater }.Any(rule => verdict.StartsWith(rule, StringComparison.Ordinal));

    // A reference from one stack to the other is an output's, with whatever is wrong in it.
    private static bool IsOfOutputs(string verdict) => verdict.EndsWith(" of The stack", StringComparison.Ordinal) || verdict.Contains(" of Output ", StringComparison.Ordinal) || verdict.StartsWith("unknown-attribute ", StringComparison.Ordinal);

    private static IEnumerable<string> Rules(List<string> verdict) => verdict.Select(v => v.Split(' ')[0]).Distinct();
}
