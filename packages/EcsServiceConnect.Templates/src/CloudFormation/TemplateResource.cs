using System.Text.Json.Nodes;

namespace EcsServiceConnect.Templates.CloudFormation;

/// <summary>One entry of a template's Resources.</summary>
internal sealed class TemplateResource
{
    private readonly TemplateValue _entry;

    public TemplateResource(CloudFormationTemplate template, string logicalId, JsonObject entry)
    {
        _entry = new TemplateValue(template, entry);
        LogicalId = logicalId;
        Type = _entry["Type"].Text ?? "";
        var dependsOn = _entry["DependsOn"];
        DependsOn = dependsOn.Node is JsonArray ? [.. dependsOn.Items.Select(i => i.Text).OfType<string>()]
            : dependsOn.Text is { } one ? [one]
            : [];
    }

    public string LogicalId { get; }

    /// <summary>As `AWS::ECS::Service`.</summary>
    public string Type { get; }

    /// <summary>The explicit dependencies only.</summary>
    public IReadOnlyList<string> DependsOn { get; }

    /// <summary>The condition under which it is made; null where it always is.</summary>
    public string? Condition => _entry["Condition"].Text;

    /// <summary>What CloudFormation does with what it stands for when it goes: `DeletionPolicy` or `UpdateReplacePolicy`; null where that is left to the default.</summary>
    public string? Policy(string name) => _entry[name].Text;

    public TemplateValue Properties => _entry["Properties"];

    /// <summary>The name in AppHost.cs of the resource that this was made for, where the template says it.</summary>
    public string? AspireResource => Metadata("aspire:resource").Text;

    public TemplateValue this[string property] => Properties[property];

    public TemplateValue Metadata(string name) => _entry["Metadata"][name];
}
