using System.Text.Json.Nodes;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>What of a template is more than resources.</summary>
/// <remarks>AWS CloudFormation User Guide, "Template sections" and "AWS::LanguageExtensions transform".</remarks>
internal static class TemplateSections
{
    private static readonly HashSet<string> _known =
        ["AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Mappings", "Conditions", "Resources", "Outputs", "Rules"];

    public static void Check(JsonObject template, Problems problems, NotRehearsed notRehearsed)
    {
        foreach (var (section, content) in template.Where(s => !_known.Contains(s.Key)))
        {
            notRehearsed.Add(section == "Transform"
                ? $"Transform {content?.ToJsonString()}: the template is rehearsed as it is before it"
                : $"{section}: a section that is not known");
        }

        foreach (var (name, _) in (template["Resources"] as JsonObject ?? []).Where(r => r.Key.StartsWith("Fn::", StringComparison.Ordinal)))
        {
            problems.Add($"{name}: it stands for resources that only a transform makes; give the processed template.");
        }
    }
}
