using System.Text.Json.Nodes;

namespace EcsServiceConnect.Templates.Stacks;

/// <summary>Names what of a template only AWS can make into resources, so that nobody takes it for checked.</summary>
/// <remarks>AWS CloudFormation User Guide, "Perform custom processing on CloudFormation templates with template macros" and "CloudFormation template Transform section".</remarks>
internal static class NotRead
{
    /// <summary>One line for each.</summary>
    public static IEnumerable<string> In(DeployedStack stack, IReadOnlyList<DeployedStack> all)
    {
        var template = stack.File.Template;
        foreach (var transform in template["Transform"] switch { JsonArray several => [.. several], { } one => [one], _ => Array.Empty<JsonNode?>() })
        {
            var name = transform is JsonObject o ? o["Name"]?.ToString() : transform?.ToString();
            yield return Line(stack, null, $"transform {name}: what it makes of the template is not read, the rest is");
        }

        foreach (var (id, resource) in template["Resources"] as JsonObject ?? [])
        {
            if (id.StartsWith("Fn::", StringComparison.Ordinal))
            {
                yield return Line(stack, id, $"{id}: what it makes is not read");
            }
            else if (resource is JsonObject o && o.ToJsonString().Contains("\"Fn::Transform\"", StringComparison.Ordinal))
            {
                yield return Line(stack, id, $"Fn::Transform in {id}: what it puts there is not read");
            }
        }

        foreach (var (id, resource) in NestedStacks.Of(template).Where(n => !all.Any(s => s.Parent is { } parent && parent.Stack == stack && parent.Resource == n.Key)))
        {
            yield return Line(stack, id, $"nested stack {id}: its template {NestedStacks.Location(resource) ?? "(of an address that is not known)"} is not beside this one, or can't be read");
        }
    }

    private static string Line(DeployedStack stack, string? id, string what) =>
        $"{stack.File.Path}{(id is not null && stack.File.LineOf(id) is { } line ? $":{line}" : "")}: {what}.";
}
