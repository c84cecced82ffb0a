using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>CloudFormation can make the resources one after the other.</summary>
/// <remarks>AWS CloudFormation User Guide, "Troubleshooting CloudFormation", dependency errors, and "DependsOn attribute".</remarks>
internal static class DependencyRules
{
    [TemplateRule("resources that depend on each other in a circle", "AWS CloudFormation User Guide, Troubleshooting CloudFormation: circular dependencies")]
    public const string Circle = "circular-dependency";

    [TemplateRule("a reference, dependency, condition or mapping that leads to nothing in the template", "AWS CloudFormation User Guide, Ref, Fn::GetAtt, DependsOn and Condition")]
    public const string Unknown = "unknown-dependency";

    /// <summary>No resource waits for itself, by DependsOn or by a reference, over any number of others.</summary>
    public static IEnumerable<TemplateViolation> NoCircles(EcsTopology topology)
    {
        var template = topology.Template;
        if (template.MayHaveMore)
        {
            return [];
        }

        var next = template.Resources.ToDictionary(
            r => r.LogicalId,
            r => r.DependsOn.Concat(Intrinsics.References(template, r.Properties.Node)).Distinct().ToList());
        return
            from circle in Circles.In(next.Keys, id => next[id])
            let members = circle.Skip(1).Select(id => template.Find(id)!).OrderBy(topology.NameOf, StringComparer.Ordinal).ToList()
            select topology.Violation(Circle, members[0], $"{string.Join(" -> ", circle)} depend on each other, and CloudFormation can make none of them; take one of these references out{(circle.Any(id => template.Find(id)!.Type == "AWS::EC2::SecurityGroup") ? ", as by rules in resources of their own" : "")}.");
    }

    /// <summary>What resources and outputs refer to is in the template.</summary>
    public static IEnumerable<TemplateViolation> AllExist(EcsTopology topology)
    {
        var template = topology.Template;
        if (template.MayHaveMore)
        {
            return [];
        }

        var ofResources =
            from resource in template.Resources
            from missing in Missing(topology, resource.Properties.Node)
                .Concat(resource.DependsOn.Where(id => !template.Declares(id)).Select(id => $"depends on {id}, which is no resource of the template"))
                .Concat(resource.Condition is { } condition && !template.Conditions.Names.Contains(condition) ? [$"has condition {condition}, which the template does not have"] : [])
                .Distinct()
            select topology.Violation(Unknown, resource, $"{resource.LogicalId} {missing}; add it, or correct the name.");
        var ofOutputs =
            from output in template.Outputs
            where (output.Value as JsonObject)?["Condition"] is not { } condition || template.Conditions.Holds(condition.ToString()) != false
            from missing in Missing(topology, output.Value).Distinct()
            select new TemplateViolation(Unknown, "Outputs", $"The stack's output {output.Key} {missing}; add it, or correct the name.", "The stack");
        return ofResources.Concat(ofOutputs);
    }

    // The condition by which a resource is not made; DependsOn takes one all the same.
    private static string? RulesOut(CloudFormationTemplate template, string name) =>
        template.Find(name) is null && template.Written[name] is JsonObject resource ? resource["Condition"]?.ToString() : null;

    private static IEnumerable<string> Missing(EcsTopology topology, JsonNode? node) =>
        Intrinsics.References(topology.Template, node)
            .Select(name => RulesOut(topology.Template, name) is { } condition ? $"refers to {name}, which is not made, as its condition {condition} does not hold"
                : !IsThere(topology.Template, name) ? $"refers to {name}, which is neither a resource nor a parameter of the template"
                : null)
            .OfType<string>()
            .Concat(ArgumentsOf("Fn::If", node).Where(condition => !topology.Template.Conditions.Names.Contains(condition)).Select(condition => $"hangs on condition {condition}, which the template does not have"))
            .Concat(ArgumentsOf("Fn::FindInMap", node).Where(map => !topology.Template.Mappings.ContainsKey(map)).Select(map => $"looks into the mapping {map}, which the template does not have"));

    private static bool IsThere(CloudFormationTemplate template, string name) =>
        name.Length == 0 || name.Contains("AWS::", StringComparison.Ordinal) || template.Parameters.ContainsKey(name) || template.Declares(name);

    // What a function is given first, where that is a name.
    private static IEnumerable<string> ArgumentsOf(string function, JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => (p.Key == function && p.Value is JsonArray { Count: > 0 } a && a[0] is JsonValue name ? [name.ToString()] : Enumerable.Empty<string>()).Concat(ArgumentsOf(function, p.Value))),
        JsonArray a => a.SelectMany(n => ArgumentsOf(function, n)),
        _ => [],
    };
}
