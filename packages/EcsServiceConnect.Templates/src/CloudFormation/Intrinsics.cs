using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EcsServiceConnect.Templates.CloudFormation;

/// <summary>CloudFormation's intrinsic functions, as far as they say something before AWS runs them.</summary>
/// <remarks>AWS CloudFormation User Guide, "Intrinsic function reference".</remarks>
internal static partial class Intrinsics
{
    // From stack to stack.
    private const int MaxSteps = 20;

    /// <summary>A scalar as text; null where it is absent, a list or a plain object.</summary>
    public static string? Render(CloudFormationTemplate template, JsonNode? node) => Decide(template, node) switch
    {
        JsonValue value => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString(),
        JsonObject { Count: 1 } function => RenderFunction(template, function.First().Key, function.First().Value),
        _ => null,
    };

    /// <summary>What `Fn::If` comes to, where its condition is decided; null for `AWS::NoValue`; anything else as it is.</summary>
    public static JsonNode? Decide(CloudFormationTemplate template, JsonNode? node)
    {
        while (node is JsonObject { Count: 1 } o && o["Fn::If"] is JsonArray { Count: 3 } choice && template.Conditions.Holds(choice[0]?.ToString() ?? "") is { } holds)
        {
            node = choice[holds ? 1 : 2];
        }

        return node is JsonObject { Count: 1 } reference && reference["Ref"]?.ToString() == "AWS::NoValue" ? null : node;
    }

    /// <summary>The logical ids that a value refers to, at any depth.</summary>
    public static IEnumerable<string> References(CloudFormationTemplate template, JsonNode? node) => Decide(template, node) switch
    {
        JsonObject o => o.SelectMany(p => p.Key switch
        {
            "Ref" when p.Value is JsonValue => [p.Value.ToString()],
            "Fn::GetAtt" => [AttributeName(p.Value).Split('.')[0]],
            "Fn::Sub" => SubVariables(p.Value).Concat(References(template, p.Value)),
            _ => References(template, p.Value),
        }),
        JsonArray a => a.SelectMany(n => References(template, n)),
        _ => [],
    };

    /// <summary>`Id.Attribute` of a function that reads an attribute; null for anything else.</summary>
    public static string? AttributeOf(JsonObject function) => function["Fn::GetAtt"] is { } argument ? AttributeName(argument) : null;

    /// <summary>What a mapping holds, or the default that is given for want of it; null where that is not known.</summary>
    public static JsonNode? FindInMap(CloudFormationTemplate template, JsonNode? argument)
    {
        if (argument is not JsonArray { Count: 3 or 4 } a || a.Take(3).Select(n => Render(template, n)).ToList() is not [{ } map, { } first, { } second])
        {
            return null;
        }

        return ((template.Mappings[map] as JsonObject)?[first] as JsonObject)?[second] ?? (a.Count == 4 ? Decide(template, (a[3] as JsonObject)?["DefaultValue"]) : null);
    }

    private static string? RenderFunction(CloudFormationTemplate template, string name, JsonNode? argument) => name switch
    {
        "Ref" => Value(template, argument?.ToString() ?? ""),
        "Fn::GetAtt" => Value(template, AttributeName(argument)),
        "Fn::Sub" when argument is JsonArray { Count: 2 } a => Substitute(template, a[0]?.ToString() ?? "", a[1] as JsonObject),
        "Fn::Sub" when argument is JsonValue v => Substitute(template, v.ToString(), null),
        "Fn::Join" when argument is JsonArray { Count: 2 } a && IntrinsicLists.Items(template, a[1]) is { } parts =>
            string.Join(a[0]?.ToString() ?? "", parts.Where(p => Decide(template, p) is not null).Select(p => Render(template, p))),
        "Fn::Select" when argument is JsonArray { Count: 2 } a && IntrinsicLists.Items(template, a[1]) is { } items && IndexIn(template, a[0], items) is { } index =>
            Render(template, items[index]),
        "Fn::FindInMap" when FindInMap(template, argument) is { } found => Render(template, found),
        "Fn::Base64" when Render(template, argument) is { } text && !text.Contains(Placeholder.Open) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
        "Fn::ImportValue" => Value(template, ImportName(Render(template, argument) ?? "")),
        "Fn::GetStackOutput" when argument is JsonObject output => Value(template, OutputName(Render(template, output["StackName"]) ?? "", Render(template, output["OutputName"]) ?? "")),
        _ when name.StartsWith("Fn::", StringComparison.Ordinal) => Placeholder.For(name),
        _ => null,
    };

    /// <summary>What the output of a stack is called among the names that have values.</summary>
    public static string OutputName(string stack, string output) => $"Fn::GetStackOutput {Placeholder.Readable(stack)}.{output}";

    /// <summary>What an import is called among the names that have values.</summary>
    public static string ImportName(string export) => $"Fn::ImportValue {Placeholder.Readable(export)}";

    /// <summary>What a Ref, an attribute or an import stands for that another of the template's stacks gives its value; anything else as it is.</summary>
    public static JsonNode? Follow(CloudFormationTemplate template, JsonNode? node)
    {
        for (var steps = 0; steps < MaxSteps && Decide(template, node) is JsonObject { Count: 1 } function; steps++)
        {
            var (name, argument) = (function.First().Key, function.First().Value);
            var linked = name switch
            {
                "Ref" => template.LinkOf(argument?.ToString() ?? ""),
                "Fn::GetAtt" => template.LinkOf(AttributeName(argument)),
                "Fn::ImportValue" => template.LinkOf(ImportName(Render(template, argument) ?? "")),
                _ => null,
            };
            if (linked is null)
            {
                break;
            }

            node = linked;
        }

        return Decide(template, node);
    }

    private static string Value(CloudFormationTemplate template, string name) => template.ValueOf(name) ?? Placeholder.For(name);

    private static int? IndexIn(CloudFormationTemplate template, JsonNode? index, IReadOnlyList<JsonNode?> items) =>
        int.TryParse(Render(template, index), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < items.Count ? number : null;

    private static string Substitute(CloudFormationTemplate template, string text, JsonObject? variables) =>
        Variable().Replace(text, match =>
        {
            var name = match.Groups["name"].Value.Trim();
            return name.StartsWith('!') ? $"${{{name[1..]}}}"
                : variables?[name] is { } value ? Render(template, value) ?? ""
                : name == "AWS::NoValue" ? ""
                : Value(template, name);
        });

    private static string AttributeName(JsonNode? argument) =>
        argument is JsonArray parts ? string.Join('.', parts.Select(p => p?.ToString())) : argument?.ToString() ?? "";

    // Not what it names itself, nor ${!Literal}.
    private static IEnumerable<string> SubVariables(JsonNode? argument)
    {
        var own = argument is JsonArray { Count: 2 } pair ? pair[1] as JsonObject : null;
        return Variable().Matches((argument is JsonArray a ? a[0] : argument)?.ToString() ?? "")
            .Select(m => m.Groups["name"].Value.Trim())
            .Where(name => !name.StartsWith('!') && own?.ContainsKey(name) != true)
            .Select(name => name.Split('.')[0]);
    }

    [GeneratedRegex(@"\$\{(?<name>[^}]+)\}")]
    private static partial Regex Variable();
}
