using System.Text.Json.Nodes;
using EcsServiceConnect.Templates;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Stacks;
using EcsServiceConnect.Templates.Validation;

namespace EcsServiceConnect.Check;

/// <summary>That a rule does not hold for a resource.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Resource">The resource, by its logical id or as the finding calls it.</param>
/// <param name="Reason">Why.</param>
internal sealed record Acceptance(string Rule, string Resource, string Reason);

/// <summary>What somebody has looked at, and lets be.</summary>
internal sealed class Acceptances(IReadOnlyList<Acceptance> all)
{
    public IReadOnlyList<Acceptance> All => all;

    public Acceptance? Of(Finding finding) =>
        all.FirstOrDefault(a => a.Rule == finding.Violation.Rule && (a.Resource == finding.Violation.Resource || a.Resource == finding.Violation.LogicalId));

    /// <summary>Reads a list of `rule`, `resource` and `reason`, in JSON or YAML.</summary>
    /// <exception cref="TemplateFileException">It can't be read, or an entry lacks one of them.</exception>
    public static Acceptances Read(string path)
    {
        var entries = TemplateFile.Parse(path, []) as JsonArray ?? throw new TemplateFileException(path, 1, "it is no list of rule, resource and reason");
        return new([.. entries.Select((entry, i) => Entry(path, i + 1, entry as JsonObject))]);
    }

    private static Acceptance Entry(string path, int number, JsonObject? entry)
    {
        var acceptance = new Acceptance(Text("rule"), Text("resource"), Text("reason"));
        return TemplateRule.All.Any(r => r.Name == acceptance.Rule) || acceptance.Rule.StartsWith(AwsValidator.RulePrefix, StringComparison.Ordinal)
            ? acceptance
            : throw new TemplateFileException(path, null, $"its entry {number} accepts '{acceptance.Rule}', which is no rule; `ecs-check --rules` tells them");

        string Text(string name) => entry?[name]?.ToString() is { Length: > 0 } text ? text : throw new TemplateFileException(path, null, $"its entry {number} has no {name}");
    }
}
