using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Forms;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Every value has a form and a size that AWS takes.</summary>
/// <remarks>The document of each is beside it in <see cref="PropertyForms"/>.</remarks>
internal static class FormRules
{
    [TemplateRule("a number that AWS does not take: a port, a period, a count, a size out of its range", "Amazon ECS API Reference and those of the other services, the range of each property")]
    public const string OutOfRange = "number-out-of-range";

    [TemplateRule("a name, path, range of addresses or other text of a form that AWS does not take", "Amazon ECS API Reference and those of the other services, the pattern and length of each property")]
    public const string Malformed = "malformed-value";

    [TemplateRule("a word that its property does not know", "Amazon ECS API Reference and those of the other services, the valid values of each property")]
    public const string NotOneOf = "unknown-word";

    private const int LongestInMessage = 60;

    /// <summary>The values of all properties that the table has.</summary>
    public static IEnumerable<TemplateViolation> Values(EcsTopology topology) =>
        from resource in topology.Template.Resources
        from property in PropertyForms.ByType[resource.Type]
        from found in property.In(resource)
        let text = found.Value.Text
        where text is not null && !IsOpen(found.Value, text) && !property.Form.Allows(Normal(text))
        select topology.Violation(RuleOf(property.Form), resource, $"{found.Where} of {resource.LogicalId} is {Shown(property, text)}; make it {property.Form.Words} ({property.Source}).") with { IsAdvice = property.IsAdvice };

    private static string RuleOf(ValueForm form) => form switch
    {
        NumberForm or PeriodForm => OutOfRange,
        WordForm => NotOneOf,
        _ => Malformed,
    };

    // What only AWS knows; and an empty default of a parameter, which stands for none.
    private static bool IsOpen(TemplateValue value, string text) =>
        text.Contains(Placeholder.Open) || text.Contains("{{resolve:", StringComparison.Ordinal) || (text.Length == 0 && value.Node is System.Text.Json.Nodes.JsonObject);

    // JSON's booleans, and those of YAML as text.
    private static string Normal(string text) => text is "True" or "False" or "TRUE" or "FALSE" ? text.ToLowerInvariant() : text;

    private static string Shown(PropertyForm property, string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return property.Path.EndsWith("Password", StringComparison.Ordinal) || property.Path.EndsWith("AuthToken", StringComparison.Ordinal) ? "something else"
            : line.Length > LongestInMessage ? $"'{line[..LongestInMessage]}…', {text.Length} characters"
            : $"'{line}'";
    }
}
