using System.Globalization;
using System.Text.Json.Nodes;

namespace EcsServiceConnect.Templates.CloudFormation;

/// <summary>A value in a template, perhaps absent, with intrinsic functions resolved as it is read.</summary>
internal readonly record struct TemplateValue(CloudFormationTemplate Template, JsonNode? Node)
{
    /// <summary>What is there, after `Fn::If` where its condition is decided; null for nothing and for `AWS::NoValue`.</summary>
    public JsonNode? Node { get; } = Intrinsics.Decide(Template, Node);

    public bool IsPresent => Node is not null;

    /// <summary>The items of a list; none where it is absent, no list, or not known before AWS deploys it.</summary>
    public IReadOnlyList<TemplateValue> Items
    {
        get
        {
            var template = Template;
            return [.. (IntrinsicLists.Items(template, Node) ?? []).Select(n => new TemplateValue(template, n)).Where(v => v.IsPresent)];
        }
    }

    /// <summary>As text, with a placeholder for what only AWS knows (<see cref="Placeholder"/>); null where it is absent or no scalar.</summary>
    public string? Text => Intrinsics.Render(Template, Node);

    public int? Number => int.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Whether it is there, and only AWS knows what it comes to, or a part of it.</summary>
    public bool IsUnknown => IsPresent && (Text is { } text ? text.Contains(Placeholder.Open) : IsFunction(Node));

    /// <summary>Whether it is there, and only AWS knows its items, or some of them.</summary>
    public bool IsUnknownList
    {
        get
        {
            var template = Template;
            return IsPresent && (IntrinsicLists.Items(template, Node) is not { } items || items.Any(i => IsFunction(Intrinsics.Decide(template, i), "Fn::If", "Fn::Transform")));
        }
    }

    public bool IsTrue => string.Equals(Text, "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The logical id of the resource that this is a Ref or an attribute of; null where it is something else.</summary>
    public string? Target => Text is { } text ? Placeholder.TargetOf(text) : null;

    private static bool IsFunction(JsonNode? node, params ReadOnlySpan<string> names) =>
        node is JsonObject { Count: 1 } function && function.First().Key is var name
        && (names.Length > 0 ? names.Contains(name) : name == "Ref" || name.StartsWith("Fn::", StringComparison.Ordinal));

    /// <summary>The property of an object; absent where there is none.</summary>
    public TemplateValue this[string name] => new(Template, Node is JsonObject o && o.TryGetPropertyValue(name, out var value) ? value : null);
}
