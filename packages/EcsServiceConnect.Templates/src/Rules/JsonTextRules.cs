using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A property that is JSON as text is what AWS reads there.</summary>
internal static class JsonTextRules
{
    [TemplateRule("a dashboard or a lifecycle policy of images that is no JSON, or lifecycle rules of one priority or behind the one for any image", "Amazon CloudWatch API Reference, PutDashboard: DashboardBody; Amazon ECR User Guide, Lifecycle policy properties in Amazon ECR: rulePriority, tagStatus")]
    public const string Impossible = "impossible-json-text";

    // Names and ARNs of resources have no JSON in them: a number in their place may stand inside and outside of quotation marks.
    private const string Something = "0";

    public static IEnumerable<TemplateViolation> TextsAreRead(EcsTopology topology)
    {
        var dashboards =
            from dashboard in topology.Template.OfType("AWS::CloudWatch::Dashboard")
            let text = dashboard["DashboardBody"].Text is { } body ? Placeholder.Replace(body, name => IsName(topology.Template, name) ? Something : null) : null
            where text is not null && !text.Contains(Placeholder.Open) && JsonText.Parse(text, allowsTwice: true) is null
            select topology.Violation(Impossible, dashboard, $"the DashboardBody of {dashboard.LogicalId} is no JSON; correct it.");
        var policies =
            from repository in topology.Template.OfType("AWS::ECR::Repository", "AWS::ECR::RepositoryCreationTemplate")
            let text = repository["LifecyclePolicy"]["LifecyclePolicyText"].Text ?? (repository["LifecyclePolicy"].Node is JsonValue ? repository["LifecyclePolicy"].Text : null)
            where text is not null && !text.Contains(Placeholder.Open)
            let fault = JsonText.Parse(text, allowsTwice: true) is not JsonObject policy ? "is no JSON object; correct it" : FaultIn(policy)
            where fault is not null
            select topology.Violation(Impossible, repository, $"the lifecycle policy of {repository.LogicalId} {fault}.");
        return dashboards.Concat(policies);
    }

    // "A rule with a tagStatus value of any must have the highest value for rulePriority."
    private static string? FaultIn(JsonObject policy)
    {
        var rules = (policy["rules"] as JsonArray ?? []).OfType<JsonObject>().Select(r => (Priority: int.TryParse(r["rulePriority"]?.ToString(), out var number) ? number : (int?)null, Tags: (r["selection"] as JsonObject)?["tagStatus"]?.ToString())).ToList();
        return rules.Count == 0 ? "has no rule; add one"
            : rules.GroupBy(r => r.Priority).FirstOrDefault(g => g.Key is not null && g.Count() > 1) is { } twice ? $"has two rules of priority {twice.Key}; number them"
            : rules.Any(r => r.Tags == "any" && rules.Any(other => other.Priority > r.Priority)) ? "has a rule behind the one for any image, which has to be the last; give that the highest rulePriority"
            : null;
    }

    private static bool IsName(CloudFormationTemplate template, string name) => name.StartsWith("AWS::", StringComparison.Ordinal) || template.Declares(name.Split('.')[0]);
}
