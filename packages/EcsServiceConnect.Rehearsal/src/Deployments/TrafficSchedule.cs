namespace EcsServiceConnect.Rehearsal.Deployments;

/// <summary>How production traffic moves from one revision of a service to the next.</summary>
/// <remarks>
/// Amazon ECS API Reference, "CanaryConfiguration" and "LinearConfiguration" (the step's bake time "is not applied after
/// reaching 100 percent traffic") and "DeploymentConfiguration" (bakeTimeInMinutes comes after all of it). Where the last
/// step would pass 100 per cent it is shorter: AWS CloudFormation, "AWS::ECS::Service LinearConfiguration".
/// </remarks>
/// <param name="Steps">In their order; the last one has all traffic.</param>
internal sealed record TrafficSchedule(IReadOnlyList<TrafficStep> Steps)
{
    /// <summary>How long both revisions run, from the first step on.</summary>
    public TimeSpan Duration => Steps.Aggregate(TimeSpan.Zero, (sum, step) => sum + step.Wait);

    /// <summary>BLUE_GREEN.</summary>
    public static TrafficSchedule AllAtOnce(TimeSpan bakeTime) => new([new(100, bakeTime)]);

    /// <summary>CANARY: a few per cent for a while, then the rest.</summary>
    public static TrafficSchedule Canary(decimal percent, TimeSpan canaryBakeTime, TimeSpan bakeTime) =>
        percent >= 100 ? AllAtOnce(bakeTime) : new([new(percent, canaryBakeTime), new(100, bakeTime)]);

    /// <summary>LINEAR: as many per cent more each time.</summary>
    public static TrafficSchedule Linear(decimal stepPercent, TimeSpan stepBakeTime, TimeSpan bakeTime)
    {
        var steps = new List<TrafficStep>();
        for (var percent = stepPercent; percent < 100; percent += stepPercent)
        {
            steps.Add(new(percent, stepBakeTime));
        }

        return new([.. steps, new(100, bakeTime)]);
    }
}

/// <summary>A step of it.</summary>
/// <param name="Percent">What the new revision has of production traffic from now on.</param>
/// <param name="Wait">How long that is left so.</param>
internal readonly record struct TrafficStep(decimal Percent, TimeSpan Wait);
