namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>A CloudWatch alarm on one metric.</summary>
internal sealed record AlarmPlan
{
    public required string LogicalId { get; init; }

    /// <summary>As people know it.</summary>
    public required string Name { get; init; }

    public required string Metric { get; init; }

    /// <summary>What is measured.</summary>
    public required AlarmSource Source { get; init; }

    public required TimeSpan Period { get; init; }

    /// <summary>How many of the last periods are looked at.</summary>
    public required int EvaluationPeriods { get; init; }

    /// <summary>How many of them have to be beyond the threshold.</summary>
    public required int DatapointsToAlarm { get; init; }

    public required double Threshold { get; init; }

    /// <summary>`GreaterThanThreshold`, `GreaterThanOrEqualToThreshold`, `LessThanThreshold` or `LessThanOrEqualToThreshold`.</summary>
    public required string Comparison { get; init; }

    /// <summary>`missing`, `breaching`, `notBreaching` or `ignore`.</summary>
    public required string TreatMissingData { get; init; }
}

/// <summary>Whose metric it is.</summary>
internal abstract record AlarmSource
{
    /// <summary>AWS/ApplicationELB by TargetGroup: the target group's name.</summary>
    public sealed record TargetGroup(string Name) : AlarmSource;

    /// <summary>AWS/ApplicationELB by LoadBalancer: the names of all its target groups.</summary>
    public sealed record LoadBalancer(IReadOnlyList<string> TargetGroups) : AlarmSource;

    /// <summary>AWS/ECS by DiscoveryName: what tasks have received over Service Connect.</summary>
    public sealed record Endpoint(string DiscoveryName) : AlarmSource;

    /// <summary>AWS/ECS by TargetDiscoveryName: what was sent there, by one service or by all.</summary>
    public sealed record Client(string? ServiceName, string TargetDiscoveryName) : AlarmSource;

    /// <summary>AWS/ECS by ServiceName.</summary>
    public sealed record Service(string Name) : AlarmSource;
}
