namespace EcsServiceConnect.Hosting;

/// <summary>The requests in equal steps (Amazon ECS API Reference, "LinearConfiguration").</summary>
public sealed class EcsLinear : EcsDeploymentStrategy
{
    internal const double LeastStep = 3;

    /// <summary>What each step adds to the share of the new version, in per cent: 3 to 100, in tenths; 10 by default, as in ECS.</summary>
    public double StepPercent { get; init; } = 10;

    /// <summary>How long each step but the last lasts: whole minutes, 0 to 24 h; 6 min by default, as in ECS.</summary>
    public TimeSpan StepBakeTime { get; init; } = TimeSpan.FromMinutes(6);

    internal override string Name => "LINEAR";

    internal override string Summary => FormattableString.Invariant($"linear, {StepPercent} % more every {StepBakeTime.TotalMinutes:0} min, then both for {BakeTime.TotalMinutes:0} min");

    // The last step is followed by the bake time (AWS CloudFormation Template Reference, "AWS::ECS::Service LinearConfiguration").
    internal override TimeSpan Duration => base.Duration + (StepPercent >= LeastStep ? StepBakeTime * (Math.Ceiling(100 / StepPercent) - 1) : TimeSpan.Zero);

    internal override IEnumerable<(string Property, TimeSpan Time)> Times => base.Times.Append((nameof(StepBakeTime), StepBakeTime));
}
