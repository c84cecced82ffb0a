using System.Globalization;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>The steps of a scaling policy follow each other without a gap.</summary>
/// <remarks>Application Auto Scaling API Reference, "StepAdjustment"; User Guide, "Step adjustments".</remarks>
internal static class StepScalingRules
{
    [TemplateRule("steps of a scaling policy that overlap, leave a gap, or have no bounds", "Application Auto Scaling API Reference, StepAdjustment; Application Auto Scaling User Guide, Step adjustments")]
    public const string Impossible = "impossible-steps";

    private const string Steps = "StepScalingPolicyConfiguration";

    public static IEnumerable<TemplateViolation> StepsFollowEachOther(EcsTopology topology) =>
        from policy in topology.Template.OfType("AWS::ApplicationAutoScaling::ScalingPolicy")
        let settings = policy[Steps]
        where settings.IsPresent && !settings.IsUnknown && !settings["StepAdjustments"].IsUnknownList
            && !settings["StepAdjustments"].Items.Any(s => s["MetricIntervalLowerBound"].IsUnknown || s["MetricIntervalUpperBound"].IsUnknown)
        let fault = FaultIn(settings)
        where fault is not null
        select topology.Violation(Impossible, policy, $"step scaling policy {policy.LogicalId} {fault}.");

    private static string? FaultIn(TemplateValue settings)
    {
        var steps = settings["StepAdjustments"].Items.Select(s => new Step(Bound(s["MetricIntervalLowerBound"]), Bound(s["MetricIntervalUpperBound"])))
            .OrderBy(s => s.Lower ?? decimal.MinValue).ThenBy(s => s.Upper ?? decimal.MaxValue).ToList();
        return steps.Count == 0 ? "has no step; give StepAdjustments"
            : settings["MinAdjustmentMagnitude"].IsPresent && settings["AdjustmentType"].Text is "ChangeInCapacity" or "ExactCapacity" ? "has MinAdjustmentMagnitude, which is for PercentChangeInCapacity alone; leave it out"
            : steps.Exists(s => s is { Lower: null, Upper: null }) ? "has a step without bounds; give each MetricIntervalLowerBound, MetricIntervalUpperBound or both"
            : steps.Find(s => s.Upper <= s.Lower) is { } empty ? string.Create(CultureInfo.InvariantCulture, $"has a step from {empty.Lower} to {empty.Upper}; put the smaller bound first")
            : steps.Zip(steps.Skip(1), Joint).FirstOrDefault(joint => joint is not null);
    }

    private static string? Joint(Step first, Step second) =>
        first.Upper is not { } end || second.Lower is not { } start ? "has two steps without an end on the same side; give them bounds"
            : start > end ? string.Create(CultureInfo.InvariantCulture, $"leaves a gap between its steps, from {end} to {start}; let one begin where the other ends")
            : start < end ? string.Create(CultureInfo.InvariantCulture, $"has steps that overlap, from {start} to {end}; let one begin where the other ends")
            : null;

    private static decimal? Bound(TemplateValue bound) => decimal.TryParse(bound.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private sealed record Step(decimal? Lower, decimal? Upper);
}
