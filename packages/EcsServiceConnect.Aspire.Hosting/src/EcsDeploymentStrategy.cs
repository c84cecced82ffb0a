namespace EcsServiceConnect.Hosting;

/// <summary>
/// How a deployment moves requests from the version of a service that runs to the new one, while both run: all at once
/// (<see cref="EcsBlueGreen"/>), a share first (<see cref="EcsCanary"/>) or in equal steps (<see cref="EcsLinear"/>). Until it
/// is over the service runs twice its tasks. For services behind the load balancer, and those that others call over HTTP; not
/// for those that keep data or run once (Amazon ECS Developer Guide, "Required resources for Amazon ECS blue/green deployments").
/// </summary>
public abstract class EcsDeploymentStrategy
{
    /// <summary>The header that Service Connect knows by itself (Amazon ECS Developer Guide, "Service Connect resources for Amazon ECS blue/green, linear, and canary deployments").</summary>
    internal const string DefaultTestHeader = "x-amzn-ecs-blue-green-test";

    private protected EcsDeploymentStrategy()
    {
    }

    /// <summary>
    /// How long the version before goes on running after the new one has got all requests, so that it can have them back at
    /// once: whole minutes, 0 to 24 h; 5 min by default. In less than 3 min an alarm hardly sees a fault.
    /// </summary>
    public TimeSpan BakeTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The names of the CloudWatch alarms that give the requests back to the version before; null by default, for alarms that
    /// the stack makes: a minute with 3 or more answers of 5xx, at either target group of the load balancer, and as Service
    /// Connect counts them at each client. Those that are named here take their place. One that is in alarm when a
    /// deployment begins is not looked at in it (Amazon ECS Developer Guide, "How CloudWatch alarms detect Amazon ECS
    /// deployment failures").
    /// </summary>
    public IReadOnlyList<string>? RollbackAlarms { get; init; }

    /// <summary>
    /// The header of requests that get the new version before all others do: up to 40 characters of a header's name;
    /// <c>x-amzn-ecs-blue-green-test</c> by default. Whoever can reach the service can send it.
    /// </summary>
    public string TestHeader { get; init; } = DefaultTestHeader;

    /// <summary>The value that the header must have, up to 128 printable characters without <c>*</c>, <c>?</c> and <c>\</c>; null by default, for any.</summary>
    public string? TestHeaderValue { get; init; }

    /// <summary>The name in the template (Amazon ECS API Reference, "DeploymentConfiguration", strategy).</summary>
    internal abstract string Name { get; }

    /// <summary>In words, for those who deploy.</summary>
    internal abstract string Summary { get; }

    /// <summary>How long a deployment takes by CloudFormation's reckoning, without the start of its tasks.</summary>
    internal virtual TimeSpan Duration => BakeTime;

    /// <summary>The times that are told to ECS, with the property's name.</summary>
    internal virtual IEnumerable<(string Property, TimeSpan Time)> Times => [(nameof(BakeTime), BakeTime)];
}
