namespace EcsServiceConnect.Hosting.Model;

/// <summary>How the AppHost tells whether a resource is well; each part is null where it does not say.</summary>
internal sealed record EcsProbes
{
    /// <summary>What ECS asks inside the container: it ends a task that answers otherwise.</summary>
    public EcsContainerProbe? Container { get; init; }

    /// <summary>How long failures do not count after a container's start.</summary>
    public TimeSpan? StartPeriod { get; init; }

    /// <summary>What the load balancer asks: it sends nothing to a task that answers otherwise.</summary>
    public EcsTargetProbe? Target { get; init; }
}

/// <summary>A request that a container has to answer with 2xx.</summary>
/// <param name="Port">Where it listens.</param>
/// <param name="Path">The path.</param>
/// <param name="Timeout">How long an answer may take.</param>
/// <param name="Interval">The time between two requests.</param>
/// <param name="Retries">How many failures in a row make it unhealthy.</param>
internal sealed record EcsContainerProbe(int Port, string Path, TimeSpan Timeout, TimeSpan Interval, int Retries);

/// <summary>A request of the load balancer.</summary>
/// <param name="Path">The path.</param>
/// <param name="Statuses">The statuses that are healthy, as a target group's matcher takes them: <c>200</c>, <c>200-499</c>.</param>
internal sealed record EcsTargetProbe(string Path, string Statuses)
{
    /// <summary>
    /// Any answer but a server's own error. Where the AppHost has a health check for running locally, the project need not
    /// have it in production: Aspire's template maps /health in development only, and answers 404 otherwise.
    /// </summary>
    public const string AnyAnswer = "200-499";

    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    public int Successes { get; init; } = 2;

    public int Failures { get; init; } = 2;
}
