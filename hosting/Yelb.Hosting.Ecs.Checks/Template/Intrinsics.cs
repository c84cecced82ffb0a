using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Yelb.Hosting.Ecs.Checks.Template;

/// <summary>CloudFormation's intrinsic functions, as far as they say something before AWS runs them.</summary>
/// <remarks>AWS CloudFormation User Guide, "Intrinsic function reference".</remarks>
internal static partial class Intrinsics
{
    /// <summary>A scalar as text; null where it is absent, a list or a plain object.</summary>
    public static string? Render(CloudFormationTemplate template, JsonNode? node) => node switch
    {
        JsonValue value => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString(),
        JsonObject { Count: 1 } function => RenderFunction(template, function.First().Key, function.First().Value),
        _ => null,
    };

    /// <summary>The logical ids that a value refers to, at any depth.</summary>
    public static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => p.Key switch
        {
            "Ref" when p.Value is JsonValue => [p.Value.ToString()],
            "Fn::GetAtt" => [AttributeName(p.Value).Split('.')[0]],
            "Fn::Sub" => SubVariables(p.Value).Concat(References(p.Value)),
            _ => References(p.Value),
        }),
        JsonArray a => a.SelectMany(References),
        _ => [],
    };

    private static string? RenderFunction(CloudFormationTemplate template, string name, JsonNode? argument) => name switch
    {
        "Ref" => Reference(template, argument?.ToString() ?? ""),
        "Fn::GetAtt" => Placeholder.For(AttributeName(argument)),
        "Fn::Sub" when argument is JsonArray { Count: 2 } a => Substitute(template, a[0]!.ToString(), a[1] as JsonObject),
        "Fn::Sub" when argument is JsonValue v => Substitute(template, v.ToString(), null),
        "Fn::Join" when argument is JsonArray { Count: 2 } a && a[1] is JsonArray parts =>
            string.Join(a[0]!.ToString(), parts.Select(p => Render(template, p))),
        _ when name.StartsWith("Fn::", StringComparison.Ordinal) => Placeholder.For(name),
        _ => null,
    };

    private static string? Reference(CloudFormationTemplate template, string name) =>
        name == "AWS::NoValue" ? null : template.ParameterDefault(name) ?? Placeholder.For(name);

    private static string Substitute(CloudFormationTemplate template, string text, JsonObject? variables) =>
        Variable().Replace(text, match =>
        {
            var name = match.Groups["name"].Value;
            return name.StartsWith('!') ? $"${{{name[1..]}}}"
                : variables?[name] is { } value ? Render(template, value) ?? ""
                : name.Contains('.') ? Placeholder.For(name)
                : Reference(template, name) ?? "";
        });

    private static string AttributeName(JsonNode? argument) =>
        argument is JsonArray parts ? string.Join('.', parts.Select(p => p?.ToString())) : argument?.ToString() ?? "";

    private static IEnumerable<string> SubVariables(JsonNode? argument) =>
        Variable().Matches((argument is JsonArray a ? a[0] : argument)?.ToString() ?? "").Select(m => m.Groups["name"].Value.Split('.')[0]);

    [GeneratedRegex(@"\$\{(?<name>[^}]+)\}")]
    private static partial Regex Variable();
}
