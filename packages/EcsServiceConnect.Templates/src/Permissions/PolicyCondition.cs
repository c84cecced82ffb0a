using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Permissions;

/// <summary>The conditions of statements, as far as they ask for what a template says.</summary>
/// <remarks>IAM User Guide, "IAM JSON policy elements: Condition operators".</remarks>
internal static class PolicyCondition
{
    private static readonly string[] _comparing = ["StringEquals", "StringLike", "ArnEquals", "ArnLike", "Bool"];

    /// <summary>Whether all of them hold; yes where there are none.</summary>
    public static Certainty Holds(TemplateValue conditions, IReadOnlyDictionary<string, string>? context) =>
        !conditions.IsPresent ? Certainty.Yes
        : conditions.Node is JsonObject operators ? operators.SelectMany(o => Each(conditions, o.Key, context)).DefaultIfEmpty(Certainty.Maybe).Min()
        : Certainty.Maybe;

    private static IEnumerable<Certainty> Each(TemplateValue conditions, string name, IReadOnlyDictionary<string, string>? context) =>
        conditions[name].Node is JsonObject keys && _comparing.Contains(name)
            ? keys.Select(k => context?.TryGetValue(k.Key, out var value) == true ? Best(conditions[name][k.Key], value, conditions.Template) : Certainty.Maybe)
            : [Certainty.Maybe];

    private static Certainty Best(TemplateValue expected, string value, CloudFormationTemplate template)
    {
        var arns = new ResourceArns(template);
        return PolicyStatement.Best(PolicyStatement.OneOrMore(expected)
            .Select(e => e.Text is { } text ? PolicyStatement.Compare(arns.Canonical(text), value) : Certainty.Maybe));
    }
}
