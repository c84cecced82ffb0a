using System.Globalization;
using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>Reads the alarms that deployments name; the others ring for nobody here.</summary>
/// <remarks>
/// CloudWatch API Reference, "PutMetricAlarm"; the metrics: Amazon ECS Developer Guide, "Amazon ECS CloudWatch metrics", and
/// Elastic Load Balancing User Guide, "CloudWatch metrics for your Application Load Balancer". A count is summed; what
/// is there at one moment is the same by its average, minimum and maximum.
/// </remarks>
internal sealed class AlarmReader(CloudFormationTemplate template, StackValues values, TargetGroupReader targetGroups, NotRehearsed notRehearsed)
{
    private const string Alarm = "AWS::CloudWatch::Alarm";
    private static readonly string[] _loadBalancing = ["RequestCount", "HTTPCode_Target_2XX_Count", "HTTPCode_Target_3XX_Count", "HTTPCode_Target_4XX_Count", "HTTPCode_Target_5XX_Count", "HTTPCode_ELB_5XX_Count"];
    private static readonly string[] _hosts = ["HealthyHostCount", "UnHealthyHostCount"];
    private static readonly string[] _averages = ["CPUUtilization", "TargetResponseTime"];
    private static readonly string[] _received = ["RequestCount", "NewConnectionCount", "ProcessedBytes"];
    private static readonly string[] _sent = ["HTTPCode_Target_2XX_Count", "HTTPCode_Target_3XX_Count", "HTTPCode_Target_4XX_Count", "HTTPCode_Target_5XX_Count"];

    // CloudWatch lets a name have these dimensions and no others.
    private static readonly string[] _service = ["ClusterName", "ServiceName"];

    private readonly Dictionary<string, AlarmPlan?> _read = [];

    /// <summary>All that were read and are played.</summary>
    public IReadOnlyList<AlarmPlan> Read() => [.. _read.Values.OfType<AlarmPlan>()];

    /// <summary>The logical ids of those of a deployment that are played; each other one is named.</summary>
    public IReadOnlyList<string> Read(TemplateValue names, string service)
    {
        var played = new List<string>();
        foreach (var name in names.Items)
        {
            var alarm = template.Find(name.Target, Alarm) ?? (values.Text(name, $"{service}, Alarms") is { } text ? template.OfType(Alarm).FirstOrDefault(a => a["AlarmName"].Text == text) : null);
            if (alarm is null)
            {
                notRehearsed.Add($"{service}: alarm {values.Readable(name.Text ?? "")} of its deployments, which is no alarm on a metric in the template; it does not ring");
                continue;
            }

            if (!_read.TryGetValue(alarm.LogicalId, out var plan))
            {
                _read.Add(alarm.LogicalId, plan = Read(alarm));
            }

            if (plan is not null)
            {
                played.Add(plan.LogicalId);
            }
        }

        return played;
    }

    private AlarmPlan? Read(TemplateResource alarm)
    {
        var name = alarm["AlarmName"].Text is { } given ? values.Readable(given) : alarm.LogicalId;
        var where = $"alarm {name}";
        PropertyTable.Alarm.Tell(alarm.Properties, where, notRehearsed);
        var metric = values.Text(alarm["MetricName"], where);
        var statistic = values.Text(alarm["Statistic"], where) ?? values.Text(alarm["ExtendedStatistic"], where);
        if (metric is null)
        {
            return LeftOut("a calculation over metrics");
        }

        if (SourceOf(alarm, metric, where) is not { } source)
        {
            return LeftOut($"metric {metric} of {values.Text(alarm["Namespace"], where)} by {string.Join(", ", alarm["Dimensions"].Items.Select(d => d["Name"].Text))}");
        }

        var isMoment = _hosts.Contains(metric);
        if (!(isMoment ? statistic is "Average" or "Minimum" or "Maximum" : statistic == (_averages.Contains(metric) ? "Average" : "Sum")))
        {
            return LeftOut($"statistic {statistic} of {metric}");
        }

        var comparison = values.Text(alarm["ComparisonOperator"], where) ?? "";
        if (!comparison.EndsWith("Threshold", StringComparison.Ordinal)
            || !double.TryParse(values.Text(alarm["Threshold"], where), NumberStyles.Float, CultureInfo.InvariantCulture, out var threshold))
        {
            return LeftOut($"comparison {comparison} with {values.Text(alarm["Threshold"], where) ?? "a band"}");
        }

        var periods = values.Number(alarm["EvaluationPeriods"], where) ?? 1;
        return new()
        {
            LogicalId = alarm.LogicalId,
            Name = name,
            Metric = metric,
            Source = source,
            Period = TimeSpan.FromSeconds(values.Number(alarm["Period"], where) ?? 60),
            EvaluationPeriods = periods,
            DatapointsToAlarm = values.Number(alarm["DatapointsToAlarm"], where) ?? periods,
            Threshold = threshold,
            Comparison = comparison,
            TreatMissingData = values.Text(alarm["TreatMissingData"], where) ?? "missing",
        };

        AlarmPlan? LeftOut(string what)
        {
            notRehearsed.Add($"{where}: {what}, which is not measured here; it does not ring");
            return null;
        }
    }

    private AlarmSource? SourceOf(TemplateResource alarm, string metric, string where)
    {
        var dimensions = alarm["Dimensions"].Items.DistinctBy(d => d["Name"].Text).ToDictionary(d => d["Name"].Text ?? "", d => d["Value"]);
        string? Of(string dimension) => dimensions.TryGetValue(dimension, out var value) ? values.Text(value, where) : null;
        switch (alarm["Namespace"].Text)
        {
            case "AWS/ApplicationELB" when dimensions.TryGetValue("TargetGroup", out var group) && _loadBalancing.Concat(_hosts).Contains(metric):
                return targetGroups.Find(group.Target) is { } plan ? new AlarmSource.TargetGroup(plan.Name) : null;
            case "AWS/ApplicationELB" when dimensions.Count == 1 && dimensions.TryGetValue("LoadBalancer", out var balancer) && _loadBalancing.Contains(metric):
                return balancer.Target is { } id ? new AlarmSource.LoadBalancer([.. GroupsOf(id)]) : null;
            case "AWS/ECS" when Of("TargetDiscoveryName") is { } target && (_sent.Contains(metric) || metric == "TargetResponseTime"):
                return new AlarmSource.Client(Of("ServiceName"), target);
            case "AWS/ECS" when Of("DiscoveryName") is { } endpoint && _received.Contains(metric):
                return new AlarmSource.Endpoint(endpoint);
            case "AWS/ECS" when metric == "CPUUtilization" && dimensions.Keys.Order(StringComparer.Ordinal).SequenceEqual(_service):
                return new AlarmSource.Service(Of("ServiceName")!);
            default:
                return null;
        }
    }

    private IEnumerable<string> GroupsOf(string balancer) => (
        from listener in template.OfType("AWS::ElasticLoadBalancingV2::Listener")
        where listener["LoadBalancerArn"].Target == balancer
        from action in listener["DefaultActions"].Items.Concat(template.OfType("AWS::ElasticLoadBalancingV2::ListenerRule").Where(r => r["ListenerArn"].Target == listener.LogicalId).SelectMany(r => r["Actions"].Items))
        from arn in action["ForwardConfig"]["TargetGroups"].Items.Select(g => g["TargetGroupArn"]).Append(action["TargetGroupArn"])
        let plan = targetGroups.Find(arn.Target)
        where plan is not null
        select plan.Name).Distinct();
}
