using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A filter of logs is of a group that has filters, and makes a metric that there can be.</summary>
internal static class LogFilterRules
{
    [TemplateRule("a filter of a log group that has none (infrequent access), or one with dimensions and a default value", "Amazon CloudWatch Logs User Guide, Log classes; Amazon CloudWatch Logs API Reference, MetricTransformation: dimensions")]
    public const string Impossible = "impossible-log-filter";

    /// <summary>The class INFREQUENT_ACCESS has no metric and subscription filters; "metrics that have dimensions can't have a default value".</summary>
    public static IEnumerable<TemplateViolation> FiltersWork(EcsTopology topology) =>
        from filter in topology.Template.OfType("AWS::Logs::MetricFilter", "AWS::Logs::SubscriptionFilter")
        let name = filter["LogGroupName"]
        let logs = topology.Template.Find(name.Target, "AWS::Logs::LogGroup") ?? topology.Template.OfType("AWS::Logs::LogGroup").FirstOrDefault(g => name.Text is { } text && TwiceRules.IsExact(text) && g["LogGroupName"].Text == text)
        let both = filter["MetricTransformations"].Items.FirstOrDefault(t => t["DefaultValue"].IsPresent && t["Dimensions"].Items.Count > 0)
        let fault = logs?["LogGroupClass"].Text is "INFREQUENT_ACCESS" or "DELIVERY" ? $"is of log group {logs.LogicalId}, whose class {logs["LogGroupClass"].Text} has no filters; make that STANDARD"
            : both.IsPresent ? $"makes metric {both["MetricName"].Text} with dimensions and a default value, which exclude each other; leave one of them out"
            : null
        where fault is not null
        select topology.Violation(Impossible, filter, $"filter {filter.LogicalId} {fault}.");
}
