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

        // The CDK's own, which looks at the account's bootstrap, is of no consequence here.
        foreach (var (rule, _) in (template["Rules"] as JsonObject ?? []).Where(r => r.Key != "CheckBootstrapVersion"))
        {
            notRehearsed.Add("rules over parameters", rule);
        }

        foreach (var (section, content) in template)
        {
            foreach (var (name, entry) in content as JsonObject ?? [])
            {
                foreach (var macro in Macros(entry))
                {
                    notRehearsed.Add($"{(section == "Resources" ? name : section)}: Fn::Transform {macro}; what it would bring in is not there");
                }
            }
        }

        foreach (var (name, _) in (template["Resources"] as JsonObject ?? []).Where(r => r.Key.StartsWith("Fn::", StringComparison.Ordinal)))
        {
            problems.Add($"{name}: it stands for resources that only a transform makes; give the processed template.");
        }
    }

    // Such as AWS::Include, within any part of the template.
    private static IEnumerable<string> Macros(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => p.Key == "Fn::Transform" ? [(p.Value as JsonObject)?["Name"]?.ToString() ?? "a macro"] : Macros(p.Value)),
        JsonArray a => a.SelectMany(Macros),
        _ => [],
    };
}
