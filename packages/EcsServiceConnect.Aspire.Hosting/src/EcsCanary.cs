namespace EcsServiceConnect.Hosting;

/// <summary>A share of the requests first, then the rest (Amazon ECS API Reference, "CanaryConfiguration").</summary>
public sealed class EcsCanary : EcsDeploymentStrategy
{
    /// <summary>The share in per cent that the new version gets first: 0.1 to 100, in tenths; 5 by default, as in ECS.</summary>
    public double Percent { get; init; } = 5;

    /// <summary>How long it has that share before it gets the rest: whole minutes, 0 to 24 h; 10 min by default, as in ECS.</summary>
    public TimeSpan CanaryBakeTime { get; init; } = TimeSpan.FromMinutes(10);

    internal override string Name => "CANARY";

    internal override string Summary => FormattableString.Invariant($"canary, {Percent} % for {CanaryBakeTime.TotalMinutes:0} min, then both for {BakeTime.TotalMinutes:0} min");

    internal override TimeSpan Duration => base.Duration + CanaryBakeTime;

    internal override IEnumerable<(string Property, TimeSpan Time)> Times => base.Times.Append((nameof(CanaryBakeTime), CanaryBakeTime));
}
