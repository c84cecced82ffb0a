namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>An ECS service.</summary>
internal sealed record ServicePlan
{
    public required string Name { get; init; }

    public required TaskDefinitionPlan TaskDefinition { get; init; }

    public required int DesiredCount { get; init; }

    public required int MinimumHealthyPercent { get; init; }

    public required int MaximumPercent { get; init; }

    /// <summary>Whether a deployment whose tasks keep failing is given up.</summary>
    public required bool HasCircuitBreaker { get; init; }

    /// <summary>Whether the circuit breaker goes back to the last deployment that worked.</summary>
    public required bool RollsBack { get; init; }

    /// <summary>How it goes from one revision to the next.</summary>
    public DeploymentPlan Deployment { get; init; } = DeploymentPlan.Rolling;

    /// <summary>Whether 500 is answered to all requests in its tasks' place, as by a bad version that is well by its health checks.</summary>
    public bool IsBroken { get; init; }

    /// <summary>How long a load balancer's verdict on a new task does not count.</summary>
    public required TimeSpan HealthCheckGracePeriod { get; init; }

    /// <summary>The keys of its security groups.</summary>
    public required IReadOnlyList<string> SecurityGroups { get; init; }

    /// <summary>The Service Connect namespace that it is in; null where Service Connect is off.</summary>
    public required string? Namespace { get; init; }

    /// <summary>What it serves there.</summary>
    public required IReadOnlyList<EndpointPlan> Endpoints { get; init; }

    public required IReadOnlyList<TargetPlan> Targets { get; init; }

    /// <summary>The names of the services that CloudFormation makes before this one.</summary>
    public required IReadOnlyList<string> CreatedAfter { get; init; }

    /// <summary>The capacity providers; `FARGATE` alone where none is named.</summary>
    public required IReadOnlyList<CapacityPlan> Capacity { get; init; }

    /// <summary>The names of the services whose tasks it calls by their addresses, as the mark `aspire:peers` says.</summary>
    public IReadOnlyList<string> Peers { get; init; } = [];

    /// <summary>Null where nothing scales it.</summary>
    public required ScalingPlan? Scaling { get; init; }
}

/// <summary>A part of a capacity provider strategy.</summary>
internal sealed record CapacityPlan(string Provider, int Base, int Weight);

/// <summary>A container's port behind a target group.</summary>
internal sealed record TargetPlan(TargetGroupPlan TargetGroup, string ContainerName, int ContainerPort)
{
    /// <summary>What traffic is shifted by; null where it is not.</summary>
    public AlternateTargetPlan? Alternate { get; init; }

    /// <summary>All that it may be behind.</summary>
    public IEnumerable<TargetGroupPlan> TargetGroups => Alternate is { } alternate ? [TargetGroup, alternate.TargetGroup] : [TargetGroup];

    /// <summary>As the next revision has it: the two target groups take turns.</summary>
    public TargetPlan Next => Alternate is { } alternate ? this with { TargetGroup = alternate.TargetGroup, Alternate = alternate with { TargetGroup = TargetGroup } } : this;
}

/// <summary>A second target group, and the rules that lead to one or the other.</summary>
/// <remarks>Amazon ECS API Reference, "AdvancedConfiguration".</remarks>
/// <param name="TargetGroup">For the other revision.</param>
/// <param name="ProductionRule">The logical id of the rule with production traffic.</param>
/// <param name="TestRule">That of the one with test traffic; null where there is none.</param>
internal sealed record AlternateTargetPlan(TargetGroupPlan TargetGroup, string ProductionRule, string? TestRule);

/// <summary>A port that is served over Service Connect.</summary>
/// <param name="DiscoveryName">Its name in Cloud Map.</param>
/// <param name="ContainerPort">The application's port.</param>
/// <param name="IngressPortOverride">The port of the task's proxy; null where the proxy takes over the container's port.</param>
/// <param name="AppProtocol">`http`, `http2` or `grpc`; null for TCP.</param>
/// <param name="Aliases">What clients dial.</param>
/// <param name="PerRequestTimeout">Zero for none.</param>
/// <param name="IdleTimeout">Zero for none.</param>
internal sealed record EndpointPlan(
    string DiscoveryName,
    int ContainerPort,
    int? IngressPortOverride,
    string? AppProtocol,
    IReadOnlyList<AliasPlan> Aliases,
    TimeSpan PerRequestTimeout,
    TimeSpan IdleTimeout);

/// <summary>A name and port that clients dial.</summary>
internal sealed record AliasPlan(string DnsName, int Port)
{
    /// <summary>What sends a request to the new revision while one is deployed.</summary>
    public TestTrafficRule TestTraffic { get; init; } = TestTrafficRule.Default;

    public override string ToString() => $"{DnsName}:{Port}";
}

/// <summary>A scalable target and its target-tracking policies.</summary>
internal sealed record ScalingPlan(int Minimum, int Maximum, IReadOnlyList<TargetTrackingPlan> Policies);

/// <summary>A target-tracking policy.</summary>
/// <param name="Name">The policy's name.</param>
/// <param name="Metric">Such as `ECSServiceAverageCPUUtilization`, `ALBRequestCountPerTarget` or `RequestCountPerTarget`.</param>
/// <param name="Dimensions">Those of a customized metric; none for a predefined one.</param>
/// <param name="Target">What the metric is held at.</param>
/// <param name="ScaleInCooldown">How long after a change no tasks are taken.</param>
/// <param name="ScaleOutCooldown">How long after a change no tasks are added.</param>
internal sealed record TargetTrackingPlan(
    string Name,
    string Metric,
    IReadOnlyDictionary<string, string> Dimensions,
    double Target,
    TimeSpan ScaleInCooldown,
    TimeSpan ScaleOutCooldown)
{
    /// <summary>Whether it can be measured here.</summary>
    public bool IsMeasured => Metric is "ECSServiceAverageCPUUtilization" or "ALBRequestCountPerTarget"
        || (Metric == "RequestCountPerTarget" && Dimensions.ContainsKey("ServiceName") && Dimensions.ContainsKey("TargetDiscoveryName"));
}
