using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A resource's tags are ones that AWS takes.</summary>
/// <remarks>AWS General Reference, "Tagging your AWS resources", tag naming limits and requirements.</remarks>
internal static class TagRules
{
    [TemplateRule("more than 50 tags on a resource", "Tagging AWS Resources User Guide, Tag naming limits and requirements")]
    public const string TooMany = "too-many-tags";

    [TemplateRule("a tag whose name begins with aws:, which is AWS's own", "Tagging AWS Resources User Guide, Tag naming limits and requirements")]
    public const string Reserved = "reserved-tag";

    [TemplateRule("one tag twice on a resource", "Tagging AWS Resources User Guide, Tag naming limits and requirements")]
    public const string Twice = "tag-twice";

    private const int Most = 50;

    private static readonly string[] _properties = ["Tags", "FileSystemTags", "AccessPointTags"];

    public static IEnumerable<TemplateViolation> Tags(EcsTopology topology)
    {
        foreach (var resource in topology.Template.Resources)
        {
            var keys = _properties.SelectMany(p => resource[p].Items).Select(t => t["Key"].Text).OfType<string>().ToList();
            if (keys.Count > Most)
            {
                yield return topology.Violation(TooMany, resource, $"{resource.LogicalId} has {keys.Count} tags, and AWS takes {Most}; leave some out.");
            }

            foreach (var key in keys.Where(k => k.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)).Distinct())
            {
                yield return topology.Violation(Reserved, resource, $"tag {key} of {resource.LogicalId} begins with aws:, which only AWS sets; give it another name.");
            }

            foreach (var twice in keys.Where(k => !k.Contains(Placeholder.Open)).GroupBy(k => k).Where(g => g.Count() > 1))
            {
                yield return topology.Violation(Twice, resource, $"tag {twice.Key} of {resource.LogicalId} is there {twice.Count()} times; leave one.");
            }
        }
    }
}
