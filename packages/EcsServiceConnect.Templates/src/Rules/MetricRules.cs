using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Metrics;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Metrics and alarms that something hangs on are there.</summary>
/// <remarks>The document of each namespace is beside it in <see cref="MetricNamespaces"/>.</remarks>
internal static class MetricRules
{
    [TemplateRule("an alarm or a scaling policy on a metric that nobody writes: of a name that ECS, Container Insights, Elastic Load Balancing, EFS, RDS or ElastiCache does not have, without a dimension, or of what is not there", "Amazon ECS Developer Guide, Amazon ECS CloudWatch metrics, and those of the other services")]
    public const string Unknown = "unknown-metric";

    [TemplateRule("a deployment that looks at an alarm which is not in the template, or at none", "Amazon ECS API Reference, DeploymentAlarms")]
    public const string NoAlarm = "unknown-deployment-alarm";

    [TemplateRule("an alarm that wants more data points than it looks at", "Amazon CloudWatch API Reference, PutMetricAlarm: DatapointsToAlarm, EvaluationPeriods")]
    public const string TooManyDatapoints = "too-many-datapoints";

    [TemplateRule("an alarm without a threshold or a band that it compares with, or one that looks back for longer than a day, or a week by the hour", "Amazon CloudWatch API Reference, PutMetricAlarm: Threshold, EvaluationPeriods")]
    public const string ImpossibleAlarm = "impossible-alarm";

    private static readonly string[] _ofBands = ["LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold"];

    private const int Hour = 3600;
    private const int Day = 24 * Hour;

    /// <summary>Those of the namespaces that are known: their names, the dimensions that they are written with, and of what.</summary>
    public static IEnumerable<TemplateViolation> MetricsExist(EcsTopology topology)
    {
        var routes = LoadBalancerRoutes.In(topology.Template);
        return
            from used in Metrics(topology)
            let metrics = used.Metric["Namespace"].Text
            let known = MetricNamespaces.Find(metrics)
            where known is not null
            let name = used.Metric["MetricName"].Text
            let alike = name is null || name.Contains(Placeholder.Open) ? MetricGroup.Open : known.Find(name)
            let fault = metrics != known.Name ? $"{name} of namespace {metrics}; write {known.Name}"
                : alike is null ? $"{name}, which {known.Service} does not have; use one of its metrics, as {known.Example}"
                : (MetricDimensions.Missing(used.Metric, alike) ?? MetricDimensions.Foreign(topology.Template, used.Metric, routes) ?? UnknownDimension(topology, used.Metric)) is { } dimension ? $"{name} {dimension}"
                : null
            where fault is not null
            select topology.Violation(Unknown, used.By, $"{used.What} follows the metric {fault}.");
    }

    /// <summary>"An alarm's total current evaluation period can be no longer than seven days", and no longer than one for periods of less than an hour.</summary>
    public static IEnumerable<TemplateViolation> AlarmsArePossible(EcsTopology topology) =>
        from alarm in topology.Template.OfType("AWS::CloudWatch::Alarm")
        let period = alarm["Period"].Number
        let seconds = (long?)period * alarm["EvaluationPeriods"].Number
        let fault = !alarm["Threshold"].IsPresent && !alarm["ThresholdMetricId"].IsPresent && !alarm["EvaluationCriteria"].IsPresent ? "has no Threshold; say above or below what it is wrong"
            : _ofBands.Contains(alarm["ComparisonOperator"].Text) && !alarm["ThresholdMetricId"].IsPresent ? $"compares with a band ({alarm["ComparisonOperator"].Text}) and has none; give it ThresholdMetricId with ANOMALY_DETECTION_BAND among its Metrics, or another ComparisonOperator"
            : seconds > (period < Hour ? Day : 7 * Day) ? $"looks at {alarm["EvaluationPeriods"].Number} periods of {period} s, which is longer than a {(period < Hour ? "day" : "week")}; make it shorter"
            : null
        where fault is not null
        select topology.Violation(ImpossibleAlarm, alarm, $"alarm {alarm.LogicalId} {fault}.");

    /// <summary>DatapointsToAlarm is M of "M out of N", and EvaluationPeriods is N.</summary>
    public static IEnumerable<TemplateViolation> DatapointsAreLooked(EcsTopology topology) =>
        from alarm in topology.Template.OfType("AWS::CloudWatch::Alarm")
        where alarm["DatapointsToAlarm"].Number > alarm["EvaluationPeriods"].Number
        select topology.Violation(TooManyDatapoints, alarm, $"alarm {alarm.LogicalId} wants {alarm["DatapointsToAlarm"].Number} data points of the last {alarm["EvaluationPeriods"].Number}; raise EvaluationPeriods, or lower DatapointsToAlarm.");

    /// <summary>"If you have more than one alarm …": at least one has to be named, and it has to be there when the service is deployed.</summary>
    public static IEnumerable<TemplateViolation> AlarmsExist(EcsTopology topology) =>
        from service in topology.Services
        let alarms = service.Resource["DeploymentConfiguration"]["Alarms"]
        where alarms["Enable"].IsTrue
        let fault = !alarms["AlarmNames"].IsPresent || alarms["AlarmNames"].Node is System.Text.Json.Nodes.JsonArray { Count: 0 } ? ("alarms, and names none; name one, or turn that off", IsAdvice: false)
            : alarms["AlarmNames"].Items.Select(a => a.Text).FirstOrDefault(a => a is not null && !a.Contains(Placeholder.Open) && topology.Template.OfType("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm").All(r => r["AlarmName"].Text != a)) is { } missing
                ? ($"alarm {missing}, which this template does not make; refer to one that it makes, or see to it that the alarm is there first", IsAdvice: true)
            : default
        where fault.Item1 is not null
        select topology.Violation(NoAlarm, service, $"its deployments look at {fault.Item1}.") with { IsAdvice = fault.IsAdvice };

    private static IEnumerable<(TemplateResource By, string What, TemplateValue Metric)> Metrics(EcsTopology topology)
    {
        var policies =
            from policy in topology.Template.OfType("AWS::ApplicationAutoScaling::ScalingPolicy")
            let custom = policy["TargetTrackingScalingPolicyConfiguration"]["CustomizedMetricSpecification"]
            from metric in custom["Metrics"].Items.Select(m => m["MetricStat"]["Metric"]).Append(custom).Where(m => m["MetricName"].IsPresent)
            let owner = topology.Services.FirstOrDefault(s => s.Scaling.Any(t => t.Resource.LogicalId == policy["ScalingTargetId"].Target))?.Resource
            select (owner ?? policy, $"its scaling policy {policy.LogicalId}", metric);
        var alarms =
            from alarm in topology.Template.OfType("AWS::CloudWatch::Alarm")
            from metric in alarm["Metrics"].Items.Select(m => m["MetricStat"]["Metric"]).Append(alarm.Properties).Where(m => m["MetricName"].IsPresent)
            select (alarm, $"alarm {alarm.LogicalId}", metric);
        return policies.Concat(alarms);
    }

    // Names that are written out; in a cluster of the template only services of the template are known.
    private static string? UnknownDimension(EcsTopology topology, TemplateValue metric)
    {
        var dimensions = metric["Dimensions"].Items.Select(d => (Name: d["Name"].Text, Value: d["Value"].Text)).ToList();
        var cluster = dimensions.FirstOrDefault(d => d.Name == "ClusterName").Value;
        var service = dimensions.FirstOrDefault(d => d.Name == "ServiceName").Value;
        var clusters = topology.Template.OfType("AWS::ECS::Cluster").ToList();
        var own = clusters.FirstOrDefault(c => c["ClusterName"].Text == cluster || Placeholder.TargetOf(cluster ?? "") == c.LogicalId);
        var isOwnService = topology.Services.Any(s => s.GivenName == service || (service is not null && Placeholder.TargetOf(service) == s.Resource.LogicalId));
        return dimensions.Any(d => d.Name == "ServiceName") && dimensions.All(d => d.Name != "ClusterName") ? "of a service without its cluster, which nobody writes; add the dimension ClusterName"
            : own is null && isOwnService && IsLiteral(cluster) && clusters.Count > 0 && clusters.All(c => IsLiteral(c["ClusterName"].Text)) ? $"of cluster {cluster}, and service {service} is in another; name its cluster"
            : own is not null && IsLiteral(service) && !isOwnService && topology.Services.Where(s => s.Cluster == own).All(s => s.GivenName is not null) ? $"of service {service}, which the template does not have in that cluster; name one that it has"
            : null;
    }

    private static bool IsLiteral(string? text) => text is not null && !text.Contains(Placeholder.Open);
}
