using System.Text.Json.Nodes;

namespace EcsServiceConnect.Templates.CloudFormation;

/// <summary>The intrinsic functions that give lists.</summary>
/// <remarks>AWS CloudFormation User Guide, "Intrinsic function reference", and "Parameters" for CommaDelimitedList and List types.</remarks>
internal static class IntrinsicLists
{
    /// <summary>The items of a list; null where it is none, or not known before AWS deploys it.</summary>
    public static IReadOnlyList<JsonNode?>? Items(CloudFormationTemplate template, JsonNode? node) => Intrinsics.Follow(template, node) switch
    {
        JsonArray array => [.. array],
        JsonObject { Count: 1 } function => OfFunction(template, function.First().Key, function.First().Value),
        _ => null,
    };

    private static List<JsonNode?>? OfFunction(CloudFormationTemplate template, string name, JsonNode? argument) => name switch
    {
        "Ref" when IsList(template, argument?.ToString() ?? "") => Split(",", template.ValueOf(argument!.ToString()), StringSplitOptions.TrimEntries),
        // What another stack, or the same one, joined of a list.
        "Fn::Join" when argument is JsonArray { Count: 2 } a && a[0]?.ToString() == "," => Items(template, a[1]) is { } joined ? [.. joined] : null,
        "Fn::Split" when argument is JsonArray { Count: 2 } a && Joined(template, a) is { } items => [.. items],
        "Fn::Split" when argument is JsonArray { Count: 2 } a => Split(a[0]?.ToString() ?? "", Intrinsics.Render(template, a[1])),
        "Fn::FindInMap" => Intrinsics.FindInMap(template, argument) is JsonArray found ? [.. found] : null,
        "Fn::GetAZs" => Zones(Intrinsics.Render(template, argument) is { Length: > 0 } region ? region : template.ValueOf("AWS::Region")),
        _ => null,
    };

    private static IReadOnlyList<JsonNode?>? Joined(CloudFormationTemplate template, JsonArray split) =>
        Intrinsics.Follow(template, split[1]) is JsonObject { Count: 1 } o && o["Fn::Join"] is JsonArray { Count: 2 } join && join[0]?.ToString() == split[0]?.ToString()
            ? Items(template, join[1])
            : null;

    private static bool IsList(CloudFormationTemplate template, string parameter) =>
        template.Parameters.TryGetValue(parameter, out var declared)
        && declared["Type"].Text is { } type
        && (type == "CommaDelimitedList" || type.StartsWith("List<", StringComparison.Ordinal) || type.StartsWith("AWS::SSM::Parameter::Value<List<", StringComparison.Ordinal));

    // A placeholder may stand for text with the delimiter in it.
    private static List<JsonNode?>? Split(string delimiter, string? text, StringSplitOptions options = StringSplitOptions.None) =>
        text is null || text.Contains(Placeholder.Open) ? null : [.. text.Split(delimiter, options).Select(part => JsonValue.Create(part))];

    private static List<JsonNode?>? Zones(string? region) =>
        region is null || region.Contains(Placeholder.Open) ? null : [.. "abc".Select(zone => JsonValue.Create($"{region}{zone}"))];
}
