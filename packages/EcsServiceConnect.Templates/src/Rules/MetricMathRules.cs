using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>An expression over metrics is about metrics that are there.</summary>
/// <remarks>Amazon CloudWatch User Guide, "Using math expressions with CloudWatch metrics".</remarks>
internal static partial class MetricMathRules
{
    [TemplateRule("an expression over metrics with an id that none of them has, two metrics of one id, or an alarm that follows none of its metrics or several", "Amazon CloudWatch API Reference, MetricDataQuery: Id, Expression, ReturnData; PutMetricAlarm: Metrics, ThresholdMetricId")]
    public const string Impossible = "impossible-metric-math";

    public static IEnumerable<TemplateViolation> IdsAreKnown(EcsTopology topology) =>
        from used in Metrics(topology.Template)
        where used.Metrics.Items.Count > 0 && !used.Metrics.IsUnknownList && used.Metrics.Items.All(m => !m["Id"].IsUnknown)
        let ids = used.Metrics.Items.Select(m => m["Id"].Text).OfType<string>().ToList()
        let fault = ids.GroupBy(id => id).FirstOrDefault(g => g.Count() > 1) is { } twice ? $"has two metrics with the id {twice.Key}; give each its own"
            : used.Metrics.Items.Select(m => m["Expression"].Text).OfType<string>().SelectMany(Named).FirstOrDefault(id => !ids.Contains(id)) is { } unknown ? $"has an expression with {unknown}, which is the id of none of its metrics ({string.Join(", ", ids)}); name one of them"
            : used.Resource["ThresholdMetricId"].Text is { } threshold && !threshold.Contains(Placeholder.Open) && !ids.Contains(threshold) ? $"has the ThresholdMetricId {threshold}, which is the id of none of its metrics ({string.Join(", ", ids)}); name one of them"
            : used.Resource.Type == "AWS::CloudWatch::Alarm" && Returned(used.Metrics) is not 1 and var returned && !used.Resource["ThresholdMetricId"].IsPresent ? $"has {returned} metrics that return data, and is to follow one; set ReturnData to false for all but that one"
            : null
        where fault is not null
        select topology.Violation(Impossible, used.Resource, $"{used.Resource.LogicalId} {fault}.");

    private static IEnumerable<(TemplateResource Resource, TemplateValue Metrics)> Metrics(CloudFormationTemplate template) =>
        template.OfType("AWS::CloudWatch::Alarm").Select(a => (a, a["Metrics"]))
            .Concat(template.OfType("AWS::ApplicationAutoScaling::ScalingPolicy").Select(p => (p, p["TargetTrackingScalingPolicyConfiguration"]["CustomizedMetricSpecification"]["Metrics"])));

    private static int Returned(TemplateValue metrics) => metrics.Items.Count(m => m["ReturnData"].IsUnknown || m["ReturnData"].Text is not ("false" or "False"));

    // Ids begin with a small letter, functions and constants have large ones; a query of Metrics Insights has other names.
    private static IEnumerable<string> Named(string expression) =>
        expression.Contains(Placeholder.Open) || Query().IsMatch(expression) ? [] : Id().Matches(Quoted().Replace(expression, "")).Select(m => m.Value);

    [GeneratedRegex(@"^\s*SELECT\b", RegexOptions.IgnoreCase)]
    private static partial Regex Query();

    [GeneratedRegex("'[^']*'|\"[^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<![\w.])[a-z]\w*\b(?!\s*\()")]
    private static partial Regex Id();
}
