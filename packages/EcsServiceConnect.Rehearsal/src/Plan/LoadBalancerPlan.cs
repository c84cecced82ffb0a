namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>An application load balancer.</summary>
/// <param name="Name">For people.</param>
/// <param name="SecurityGroups">The keys of its security groups.</param>
/// <param name="IsInternetFacing">Whether it answers to the outside.</param>
/// <param name="IdleTimeout">How long a connection may be silent.</param>
/// <param name="DropsInvalidHeaders">Whether headers with names that are none are dropped.</param>
/// <param name="Listeners">Its listeners.</param>
internal sealed record LoadBalancerPlan(
    string Name,
    IReadOnlyList<string> SecurityGroups,
    bool IsInternetFacing,
    TimeSpan IdleTimeout,
    bool DropsInvalidHeaders,
    IReadOnlyList<ListenerPlan> Listeners)
{
    /// <summary>Those that ECS makes its rules forward to while it deploys.</summary>
    public IReadOnlyList<TargetGroupPlan> Alternates { get; init; } = [];

    /// <summary>Those that its listeners forward to, now or then.</summary>
    public IEnumerable<TargetGroupPlan> TargetGroups => Listeners
        .SelectMany(l => l.Rules.Select(r => r.Action).Append(l.DefaultAction))
        .OfType<ListenerActionPlan.Forward>()
        .SelectMany(f => f.TargetGroups.Select(g => g.TargetGroup))
        .Concat(Alternates)
        .Distinct();
}

/// <summary>A listener.</summary>
/// <param name="Port">Its port.</param>
/// <param name="Protocol">`HTTP` or `HTTPS`.</param>
/// <param name="Rules">In the order in which they are tried.</param>
/// <param name="DefaultAction">What happens where none fits.</param>
internal sealed record ListenerPlan(int Port, string Protocol, IReadOnlyList<ListenerRulePlan> Rules, ListenerActionPlan DefaultAction)
{
    /// <summary>Its logical id.</summary>
    public string Id { get; init; } = "";
}

/// <summary>A listener's rule: all of its conditions, and what then happens.</summary>
internal sealed record ListenerRulePlan(IReadOnlyList<string> PathPatterns, IReadOnlyList<string> HostPatterns, ListenerActionPlan Action)
{
    /// <summary>Its logical id.</summary>
    public string Id { get; init; } = "";

    /// <summary>Patterns of a header's value, each of these headers by name.</summary>
    public IReadOnlyList<(string Header, IReadOnlyList<string> Patterns)> HeaderPatterns { get; init; } = [];
}

/// <summary>What a listener does with a request.</summary>
internal abstract record ListenerActionPlan
{
    public sealed record Forward(IReadOnlyList<WeightedTargetGroupPlan> TargetGroups) : ListenerActionPlan
    {
        public Forward(TargetGroupPlan targetGroup)
            : this([new(targetGroup, 1)])
        {
        }
    }

    /// <summary>The parts as the template has them, with `#{host}` and the like in them.</summary>
    public sealed record Redirect(int StatusCode, string Protocol, string Host, string Port, string Path, string Query) : ListenerActionPlan;

    public sealed record FixedResponse(int StatusCode, string? ContentType, string Body) : ListenerActionPlan;
}

/// <summary>A target group that a forward action names.</summary>
/// <param name="TargetGroup">The target group.</param>
/// <param name="Weight">Its share of the action's requests, 0 to 999.</param>
internal sealed record WeightedTargetGroupPlan(TargetGroupPlan TargetGroup, int Weight);

/// <summary>A target group.</summary>
/// <param name="Name">For people; no two have the same.</param>
/// <param name="HealthCheck">How its targets are checked.</param>
/// <param name="DeregistrationDelay">How long a target that is taken out may finish what it has.</param>
internal sealed record TargetGroupPlan(string Name, TargetHealthCheckPlan HealthCheck, TimeSpan DeregistrationDelay);

/// <summary>A target group's health check.</summary>
/// <param name="Path">What is asked for.</param>
/// <param name="Port">Null for the target's own.</param>
/// <param name="Interval">Between two checks.</param>
/// <param name="Timeout">How long one may take.</param>
/// <param name="HealthyThreshold">Successes in a row that make it healthy.</param>
/// <param name="UnhealthyThreshold">Failures in a row that make it unhealthy.</param>
/// <param name="Matcher">The status codes that are good, such as `200` or `200-299,301`.</param>
internal sealed record TargetHealthCheckPlan(string Path, int? Port, TimeSpan Interval, TimeSpan Timeout, int HealthyThreshold, int UnhealthyThreshold, string Matcher);
