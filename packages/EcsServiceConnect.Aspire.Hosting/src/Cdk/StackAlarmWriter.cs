using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Constructs;
using EcsServiceConnect.Hosting.Alarms;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>Writes the alarms of a stack, and the dashboard beside them.</summary>
/// <param name="application">The application.</param>
/// <param name="environment">Where it runs.</param>
/// <param name="names">The names of what is in the stack.</param>
internal sealed class StackAlarmWriter(EcsApplication application, EcsEnvironmentResource environment, MetricNames names)
{
    private const int GraphsInRow = 2;
    private const int GraphWidth = 12;

    /// <param name="shared">Where that goes which no single service has.</param>
    /// <param name="services">The services' constructs.</param>
    /// <param name="deployed">What an alarm of a service waits for, as nothing is wrong before that is there.</param>
    internal void AddTo(Construct shared, IReadOnlyDictionary<EcsService, Construct> services, IReadOnlyDictionary<EcsService, CfnResource> deployed)
    {
        var topic = AlarmTopic.AddTo(shared, environment);
        var alarms = new List<CfnAlarm>();
        foreach (var alarm in StackAlarms.Of(application, environment).SelectMany(Named))
        {
            var written = Add(alarm.Service is null ? shared : services[alarm.Service], alarm, topic);

            // A managed store is named by reference.
            if (alarm.Service is { ManagedStore: null } service)
            {
                written.AddDependency(deployed[service]);
            }

            alarms.Add(written);
        }

        AddDashboard(shared, alarms);
    }

    // Whichever of several is wrong.
    private IEnumerable<EcsAlarm> Named(EcsAlarm alarm)
    {
        IReadOnlyList<EcsMetric> metrics = [.. alarm.Metrics.SelectMany(names.Each)];
        var named = alarm with { Metrics = metrics };
        return metrics.Count == alarm.Metrics.Count ? [named] : named.Over("MAX");
    }

    private CfnAlarm Add(Construct scope, EcsAlarm alarm, string topic)
    {
        var single = alarm.Expression is null ? alarm.Metrics[0] : null;
        var isShare = single?.Statistic.StartsWith('p') == true;
        return new(scope, $"Alarm-{alarm.Name}", new CfnAlarmProps
        {
            AlarmName = $"{environment.Name}/{alarm.Resource}/{alarm.Name}",
            AlarmDescription = alarm.Description,
            Namespace = single?.Namespace,
            MetricName = single?.Name,
            Statistic = isShare ? null : single?.Statistic,
            ExtendedStatistic = isShare ? single?.Statistic : null,

            // One slow answer at night is not one of a hundred.
            EvaluateLowSampleCountPercentile = isShare ? "ignore" : null,
            Dimensions = single is null ? null : single.Dimensions.Select(Dimension).ToArray<object>(),
            Period = single is null ? null : alarm.Period,
            Metrics = single is null ? Queries(alarm) : null,
            Threshold = alarm.Threshold,
            ComparisonOperator = alarm.IsBelow ? "LessThanThreshold" : "GreaterThanThreshold",
            EvaluationPeriods = alarm.Periods,
            DatapointsToAlarm = alarm.WrongOnes,
            TreatMissingData = alarm.MissingData is EcsMissingData.Breaching ? "breaching" : "notBreaching",
            AlarmActions = [topic],
            OkActions = [topic],
        });
    }

    private static object[] Queries(EcsAlarm alarm) =>
    [
        .. alarm.Metrics.Select((metric, i) => new CfnAlarm.MetricDataQueryProperty
        {
            Id = $"m{i}",
            ReturnData = false,
            MetricStat = new CfnAlarm.MetricStatProperty
            {
                Stat = metric.Statistic,
                Period = alarm.Period,
                Metric = new CfnAlarm.MetricProperty { Namespace = metric.Namespace, MetricName = metric.Name, Dimensions = metric.Dimensions.Select(Dimension).ToArray<object>() },
            },
        }),
        new CfnAlarm.MetricDataQueryProperty { Id = "value", Label = alarm.Name, Expression = alarm.Expression, ReturnData = true },
    ];

    private static CfnAlarm.DimensionProperty Dimension(EcsDimension dimension) => new() { Name = dimension.Name, Value = dimension.Detail };

    private void AddDashboard(Construct scope, IReadOnlyList<CfnAlarm> alarms)
    {
        var status = alarms.Select(a => Alarm.FromAlarmArn(scope, $"{a.Node.Addr}", a.AttrArn)).Chunk(100)
            .Select(some => new AlarmStatusWidget(new AlarmStatusWidgetProps { Title = "Alarms", Alarms = some, Width = GraphsInRow * GraphWidth, Height = 6 }));
        var graphs = OperationsDashboard.Of(application, environment).Select(graph => new GraphWidget(new GraphWidgetProps
        {
            Title = graph.Title,
            Width = GraphWidth,
            Left = [.. graph.Metrics.SelectMany(line => names.Each(line.Metric), (line, metric) => new Metric(new MetricProps
            {
                Namespace = metric.Namespace,
                MetricName = metric.Name,
                Statistic = metric.Statistic,
                Period = Duration.Minutes(1),
                Label = line.Label,
                DimensionsMap = metric.Dimensions.ToDictionary(d => d.Name, d => d.Detail),
            }))],
        }));
        _ = new Dashboard(scope, "Dashboard", new DashboardProps
        {
            DashboardName = environment.Name,
            Widgets = [.. status.Select(s => new IWidget[] { s }), .. graphs.Chunk(GraphsInRow).Select(row => row.ToArray<IWidget>())],
        });
    }
}
