using EcsServiceConnect.Rehearsal.LoadBalancing;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Rehearsal.ServiceConnect;
using EcsServiceConnect.Rehearsal.Services;

namespace EcsServiceConnect.Rehearsal.Alarms;

/// <summary>An alarm's metric as it was since it was last measured. A sum is what a whole period of this machine's time would have.</summary>
/// <remarks>CloudWatch has no data for a count that is 0, and none for a mean without requests: Elastic Load Balancing User Guide, "CloudWatch metrics for your Application Load Balancer" ("Reporting criteria").</remarks>
/// <param name="alarm">The alarm.</param>
/// <param name="services">The services that are there now.</param>
/// <param name="stack">Where it is measured.</param>
internal sealed class AlarmMetric(AlarmPlan alarm, Func<IReadOnlyList<RehearsedService>> services, StackResources stack)
{
    private TimeSpan _lastTime = stack.Events.Elapsed;
    private double _lastSum;
    private TargetCounts _lastCounts;
    private ProcessorUse? _processor;

    /// <summary>Null where there is no data.</summary>
    public double? Measure()
    {
        var now = stack.Events.Elapsed;
        var passed = now - _lastTime;
        _lastTime = now;
        switch (alarm.Source)
        {
            case AlarmSource.TargetGroup group when alarm.Metric == "HealthyHostCount":
                return stack.TargetGroups[group.Name].HealthyCount;
            case AlarmSource.TargetGroup group when alarm.Metric == "UnHealthyHostCount":
                return stack.TargetGroups[group.Name].UnhealthyCount;
            case AlarmSource.Service service:
                _processor ??= services().FirstOrDefault(s => s.Name == service.Name) is { } found ? new(found) : null;
                return _processor?.Measure(passed);
            case AlarmSource.Client client when alarm.Metric == "TargetResponseTime":
                var counts = Sent(client) - _lastCounts;
                _lastCounts += counts;
                return counts.Requests > 0 ? counts.ResponseTime.TotalMilliseconds / counts.Requests : null;
            default:
                var sum = Sum();
                var more = sum - _lastSum;
                _lastSum = sum;
                return more > 0 ? more / passed.TotalSeconds * alarm.Period.TotalSeconds : null;
        }
    }

    private double Sum() => alarm.Source switch
    {
        AlarmSource.TargetGroup group => Of(stack.TargetGroups[group.Name].Metrics.Counts),
        AlarmSource.LoadBalancer balancer => balancer.TargetGroups.Sum(g => Of(stack.TargetGroups[g].Metrics.Counts)),
        AlarmSource.Endpoint endpoint => Of(stack.Metrics.Served(endpoint.DiscoveryName).Counts),
        AlarmSource.Client client => Of(Sent(client)),
        _ => 0,
    };

    private TargetCounts Sent(AlarmSource.Client client) =>
        client.ServiceName is { } name ? stack.Metrics.Target(name, client.TargetDiscoveryName).Counts : stack.Metrics.TargetOfAll(client.TargetDiscoveryName);

    private double Of(TargetGroupCounts counts) => alarm.Metric switch
    {
        "RequestCount" => counts.RequestCount,
        "HTTPCode_Target_2XX_Count" => counts.Code2XX,
        "HTTPCode_Target_3XX_Count" => counts.Code3XX,
        "HTTPCode_Target_4XX_Count" => counts.Code4XX,
        "HTTPCode_Target_5XX_Count" => counts.Code5XX,
        _ => counts.ElbCode5XX,
    };

    private double Of(TargetCounts counts) => alarm.Metric switch
    {
        "HTTPCode_Target_2XX_Count" => counts.Code2XX,
        "HTTPCode_Target_3XX_Count" => counts.Code3XX,
        "HTTPCode_Target_4XX_Count" => counts.Code4XX,
        _ => counts.Code5XX,
    };

    private double Of(ServedCounts counts) => alarm.Metric switch
    {
        "RequestCount" => counts.RequestCount,
        "NewConnectionCount" => counts.NewConnectionCount,
        _ => counts.ProcessedBytes,
    };
}
