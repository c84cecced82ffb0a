using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Permissions;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Every rule of a listener gets requests.</summary>
/// <remarks>Elastic Load Balancing User Guide for Application Load Balancers, "Listener rules": rules are evaluated in priority order, from the lowest value to the highest; the first whose conditions are met is performed.</remarks>
internal static class ListenerOrderRules
{
    [TemplateRule("a listener rule behind another one that takes all of its requests", "Elastic Load Balancing User Guide for Application Load Balancers, Listener rules: rule priority")]
    public const string Unreached = "unreached-listener-rule";

    private static readonly (string Field, string Settings)[] _fields = [("host-header", "HostHeaderConfig"), ("path-pattern", "PathPatternConfig")];

    /// <summary>Advice: AWS takes it, and the rules before it may be meant to stay a while.</summary>
    public static IEnumerable<TemplateViolation> RulesAreReached(EcsTopology topology) =>
        from rules in topology.Template.OfType("AWS::ElasticLoadBalancingV2::ListenerRule")
            .Where(r => r["Priority"].Number is not null && r["ListenerArn"].Text is not null && !r["Conditions"].IsUnknownList)
            .GroupBy(r => r["ListenerArn"].Text)
        let ordered = rules.OrderBy(r => r["Priority"].Number).ToList()
        from rule in ordered
        let taker = ordered.TakeWhile(r => r["Priority"].Number < rule["Priority"].Number).FirstOrDefault(r => (r.Condition is null || r.Condition == rule.Condition) && TakesAll(r, rule))
        where taker is not null
        select topology.Violation(Unreached, rule, $"{rule.LogicalId} has priority {rule["Priority"].Number}, and {taker.LogicalId} of priority {taker["Priority"].Number} takes all of its requests; give it the lower number, or leave it out.") with { IsAdvice = true };

    // Each of its conditions holds where the other's do. What else the other asks for makes its requests fewer. Its wildcards are IAM's.
    private static bool TakesAll(TemplateResource taker, TemplateResource rule) =>
        taker["Conditions"].Items.Count > 0 && taker["Conditions"].Items.All(c => Values(c) is { Count: > 0 } own
            && rule["Conditions"].Items.Any(r => r["Field"].Text == c["Field"].Text && Values(r) is { Count: > 0 } others && others.All(o => own.Any(v => ArnPattern.Covers(v, o)))));

    // Null where it is of another kind, or not wholly known.
    private static List<string>? Values(TemplateValue condition)
    {
        if (_fields.FirstOrDefault(f => f.Field == condition["Field"].Text) is not { Settings: { } name } kind || condition["RegexValues"].IsPresent || condition[name]["RegexValues"].IsPresent)
        {
            return null;
        }

        var lists = new[] { condition["Values"], condition[name]["Values"] };
        var values = lists.SelectMany(l => l.Items).Select(v => v.Text).ToList();
        return condition[name].IsUnknown || lists.Any(l => l.IsUnknownList) || values.Any(v => v is null || v.Contains(Placeholder.Open)) ? null
            : [.. values.Select(v => kind.Field == "host-header" ? v!.ToLowerInvariant() : v!)];
    }
}
