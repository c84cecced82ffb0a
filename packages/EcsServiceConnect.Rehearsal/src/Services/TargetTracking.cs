using System.Globalization;
using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.Services;

/// <summary>Scales a service by target tracking, on what is measured here. Its minutes pass as fast as the rehearsal's clock.</summary>
/// <remarks>
/// Application Auto Scaling User Guide, "How target tracking scaling for Application Auto Scaling works": out as soon as
/// one policy asks for it, in only when all do. The alarms it makes take 3 minutes above the target and 15 below nine
/// tenths of it [the alarms that AWS creates].
/// </remarks>
internal sealed class TargetTracking(RehearsedService service, ScalingPlan plan, StackResources stack)
{
    private const int MinutesAbove = 3;
    private const int MinutesBelow = 15;
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    private readonly List<TrackedPolicy> _policies = [.. plan.Policies.Select(p => new TrackedPolicy(p, new ScalingMetric(p, service, stack)))];
    private TimeSpan _lastChange = TimeSpan.MinValue;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await stack.Clock.DelayAsync(_minute, cancellationToken).ConfigureAwait(false);
                Evaluate();
            }
        }
        catch (OperationCanceledException)
        {
            // The rehearsal ends.
        }
    }

    private void Evaluate()
    {
        foreach (var policy in _policies)
        {
            policy.Measure();
        }

        if (!service.IsSteady)
        {
            return;
        }

        var (policies, current) = (_policies, service.DesiredCount);
        if (policies.Where(p => p.Above >= MinutesAbove).MaxBy(p => p.Wanted(current)) is { } high)
        {
            Change(Math.Min(high.Wanted(current), plan.Maximum), high, high.Plan.ScaleOutCooldown);
        }
        else if (policies.Count > 0 && policies.All(p => p.Below >= MinutesBelow))
        {
            var low = policies.MaxBy(p => p.Wanted(current))!;
            Change(Math.Max(low.Wanted(current), plan.Minimum), low, low.Plan.ScaleInCooldown);
        }
    }

    private void Change(int desired, TrackedPolicy policy, TimeSpan cooldown)
    {
        var now = stack.Events.Elapsed;
        if (desired == service.DesiredCount || (_lastChange != TimeSpan.MinValue && now - _lastChange < stack.Clock.Here(cooldown)))
        {
            return;
        }

        stack.Events.Add(service.Name, string.Create(CultureInfo.InvariantCulture, $"{policy.Plan.Metric} is {policy.Value:0} for a target of {policy.Plan.Target:0}"));
        service.Scale(desired);
        _lastChange = now;
        _policies.ForEach(p => p.Forget());
    }

    /// <summary>A policy, and for how many minutes its metric has been above or below.</summary>
    private sealed class TrackedPolicy(TargetTrackingPlan plan, ScalingMetric metric)
    {
        public TargetTrackingPlan Plan { get; } = plan;

        public double Value { get; private set; }

        public int Above { get; private set; }

        public int Below { get; private set; }

        public void Measure()
        {
            if (metric.Measure() is { } value)
            {
                Value = value;
                Above = value > Plan.Target ? Above + 1 : 0;
                Below = value < 0.9 * Plan.Target ? Below + 1 : 0;
            }
        }

        public int Wanted(int current) => Math.Max(1, (int)Math.Ceiling(current * Value / Plan.Target));

        public void Forget() => (Above, Below) = (0, 0);
    }
}
