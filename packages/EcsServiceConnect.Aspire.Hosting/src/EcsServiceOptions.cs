using Aspire.Hosting.ApplicationModel;

namespace EcsServiceConnect.Hosting;

/// <summary>How one resource runs as an ECS service. Set by <c>PublishAsEcsService</c>.</summary>
public sealed class EcsServiceOptions : IResourceAnnotation
{
    /// <summary>
    /// CPU units of the application, 1024 for one vCPU; 256 by default. The Service Connect proxy's 256 are added to
    /// them (AWS, "Service Connect: proxy configuration"), and the sum is rounded up to a size that Fargate has.
    /// </summary>
    public int Cpu { get; set; } = 256;

    /// <summary>MiB of memory of the application; 512 by default. The proxy's 64 are added, and the sum is rounded up like <see cref="Cpu"/>.</summary>
    public int Memory { get; set; } = 512;

    /// <summary>How many tasks run; the resource's replicas by default. Not used where <see cref="Scaling"/> is set.</summary>
    public int? DesiredCount { get; set; }

    /// <summary>Scales the number of tasks; null by default, for a fixed number.</summary>
    public EcsScaling? Scaling { get; set; }

    /// <summary>
    /// How a deployment gives the requests to a new version: an <see cref="EcsBlueGreen"/>, <see cref="EcsCanary"/> or
    /// <see cref="EcsLinear"/>; null by default, for task by task, undone where new tasks keep failing (ECS's rolling
    /// deployment with its circuit breaker).
    /// </summary>
    public EcsDeploymentStrategy? Deployment { get; set; }

    /// <summary>
    /// Whether the resource ends by itself, as a migration does, and is run once in each deployment, which fails where it
    /// does; false by default, and true of any that another resource waits for by <c>WaitForCompletion</c>.
    /// </summary>
    public bool RunsOnce { get; set; }

    /// <summary>
    /// Whether tasks beyond the first run on Fargate Spot; true by default for services that keep no data. Not allowed
    /// for those that do: AWS takes a Spot task back at two minutes' notice.
    /// </summary>
    public bool? UseSpot { get; set; }

    /// <summary>
    /// Whether answers may stay open, as server-sent events do; false by default. Service Connect's per-request
    /// timeout, 15 s by default, is then off, and its idle timeout an hour. The load balancer lets a stream be silent for
    /// two minutes, less than Kestrel's 130 s: what is silent for longer has to send a comment or a heartbeat.
    /// </summary>
    public bool IsStreaming { get; set; }

    /// <summary>
    /// How long Service Connect's proxy lets one request take (HTTP only), in whole seconds; null for AWS's default of 15 s,
    /// zero for no limit (AWS::ECS::Service TimeoutConfiguration).
    /// </summary>
    public TimeSpan? PerRequestTimeout { get; set; }

    /// <summary>How long a connection may be idle, in whole seconds; null for AWS's defaults of 5 min for HTTP and 1 h for TCP, zero for no limit.</summary>
    public TimeSpan? IdleTimeout { get; set; }

    /// <summary>
    /// The command that tells from inside the container whether it is healthy, for ECS's <c>CMD</c> health check.
    /// By default the one of the known images: PostgreSQL, Redis, and .NET projects, which answer to their liveness probe
    /// (<c>WithHttpProbe</c>), or where they have none accept connections.
    /// </summary>
    public IReadOnlyList<string>? HealthCheckCommand { get; set; }

    /// <summary>
    /// What the load balancer asks for to tell whether a task is healthy, which answers with 200. Null by default, for what
    /// the AppHost says: the path of a readiness, startup or liveness probe (<c>WithHttpProbe</c>), answered with 2xx; or
    /// that of <c>WithHttpHealthCheck</c>, or <c>/</c>, answered by anything but a server error, since a health check for
    /// running locally need not be there in production. Used where the resource has an external HTTP endpoint.
    /// </summary>
    public string? HealthCheckPath { get; set; }

    /// <summary>
    /// What the environment's load balancer sends to the resource; null by default, for all that comes to a port of its own:
    /// the standard one of the first resource. It is the first external endpoint's; others have ports of their own.
    /// </summary>
    public EcsPublicRoute? PublicRoute { get; set; }

    /// <summary>
    /// Whether the resource has a load balancer of its own, rather than a share in the environment's; false by default. Where
    /// the environment has a domain, <see cref="PublicRoute"/> says the host that leads to it.
    /// </summary>
    public bool OwnLoadBalancer { get; set; }

    /// <summary>
    /// How long the load balancer sends one browser to the same task, by a cookie, from 1 s to 7 days; null by default, for
    /// any task. Blazor Server and SignalR need it where there are several tasks (Elastic Load Balancing, "Sticky sessions
    /// for your Application Load Balancer"). Used where the resource has an external HTTP endpoint.
    /// </summary>
    public TimeSpan? StickySessions { get; set; }

    /// <summary>
    /// The TCP ports that the resource calls outside the stack, beside 443 and those of external services whose address
    /// the AppHost knows; none by default. Its security group lets it out on these only.
    /// </summary>
    public ISet<int> OutboundPorts { get; } = new SortedSet<int>();

    /// <summary>
    /// Who owns the files of the resource's volumes; null by default, for the user of the known images (PostgreSQL,
    /// Redis, MongoDB, RabbitMQ and others, Alpine variants among them) and root for any other. To be set for an image
    /// whose program insists on owning its files and is not known: PostgreSQL does not start with another's. Not allowed
    /// for a resource without a volume (Amazon EFS User Guide, "Enforcing a user identity using an access point").
    /// </summary>
    public EcsFileOwner? FileOwner { get; set; }
}

/// <summary>
/// The user and the group that all access to a volume is made as, whoever the container runs as (Amazon EFS API
/// Reference, "PosixUser"). Where one of them is 0, the task may act as root on that file system, and only there.
/// </summary>
/// <param name="UserId">The user's number.</param>
/// <param name="GroupId">The group's number.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
public sealed record EcsFileOwner(int UserId, int GroupId)
{
    /// <summary>The user's number.</summary>
    public int UserId { get; } = NotNegative(UserId);

    /// <summary>The group's number.</summary>
    public int GroupId { get; } = NotNegative(GroupId);

    internal bool IsRoot => UserId == 0 || GroupId == 0;

    private static int NotNegative(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        return number;
    }
}

/// <summary>
/// Target tracking of the number of tasks (Application Auto Scaling). At least one target must be set; of several,
/// the one that asks for most tasks wins.
/// </summary>
public sealed class EcsScaling
{
    /// <summary>The least number of tasks; 1 by default.</summary>
    public int MinCapacity { get; set; } = 1;

    /// <summary>The largest number of tasks; 3 by default.</summary>
    public int MaxCapacity { get; set; } = 3;

    /// <summary>Average CPU utilisation to keep, in per cent; null by default, for not scaling on it.</summary>
    public int? CpuUtilization { get; set; }

    /// <summary>Average memory utilisation to keep, in per cent; null by default.</summary>
    public int? MemoryUtilization { get; set; }

    /// <summary>
    /// Requests for each task and minute to keep, by Service Connect's metric RequestCountPerTarget, which rises before
    /// CPU does (AWS Containers blog, "Proactive scaling of Amazon ECS services using Amazon ECS Service Connect
    /// metrics"); null by default. Needs a server with an HTTP endpoint.
    /// </summary>
    public int? RequestsPerTarget { get; set; }

    /// <summary>Mean response time to keep, by Service Connect's metric TargetResponseTime; null by default. Needs a server with an HTTP endpoint.</summary>
    public TimeSpan? ResponseTime { get; set; }

    /// <summary>How long to wait after a change before the next, in whole seconds; 60 s by default, as in the seed's stack.</summary>
    public TimeSpan Cooldown { get; set; } = TimeSpan.FromSeconds(60);
}
