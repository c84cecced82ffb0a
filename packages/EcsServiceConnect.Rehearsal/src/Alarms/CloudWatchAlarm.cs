using System.Globalization;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Rehearsal.Services;

namespace EcsServiceConnect.Rehearsal.Alarms;

/// <summary>A CloudWatch alarm: looks at its metric once a period, at the pace of deployments.</summary>
internal sealed class CloudWatchAlarm(AlarmPlan plan, StackResources stack)
{
    // What is shorter could not be measured.
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(200);

    private volatile AlarmState _state = AlarmState.InsufficientData;

    public AlarmPlan Plan => plan;

    public AlarmState State => _state;

    /// <summary>As CloudWatch writes it.</summary>
    public string StateValue => State switch { AlarmState.Alarm => "ALARM", AlarmState.Ok => "OK", _ => "INSUFFICIENT_DATA" };

    /// <param name="services">The services that are there now.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Func<IReadOnlyList<RehearsedService>> services, CancellationToken cancellationToken)
    {
        var metric = new AlarmMetric(plan, services, stack);
        var values = new Queue<double?>();
        var period = stack.DeploymentClock.Here(plan.Period);
        using var timer = new PeriodicTimer(period > _shortest ? period : _shortest);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                values.Enqueue(metric.Measure());
                if (values.Count > plan.EvaluationPeriods)
                {
                    values.Dequeue();
                }

                Become(AlarmEvaluation.StateOf(plan, values, _state), values.Last());
            }
        }
        catch (OperationCanceledException)
        {
            // The rehearsal ends.
        }
    }

    private void Become(AlarmState state, double? value)
    {
        if (state != _state)
        {
            _state = state;
            stack.Events.Add(plan.Name, state == AlarmState.Alarm
                ? string.Create(CultureInfo.InvariantCulture, $"{StateValue}: {plan.Metric} is {(value is { } v ? v.ToString("0.##", CultureInfo.InvariantCulture) : "missing")} for a threshold of {plan.Threshold}")
                : StateValue);
        }
    }
}
