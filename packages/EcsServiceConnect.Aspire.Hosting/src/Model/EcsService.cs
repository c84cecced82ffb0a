using EcsServiceConnect.Templates.Images;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>One resource of the AppHost as an ECS service, as a standalone task, or as the managed store that takes its place.</summary>
internal sealed class EcsService
{
    /// <summary>The resource's name in the AppHost, which is also the service's.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The name that others dial: the resource's in lower case, which is all that Service Connect takes (Amazon ECS API
    /// Reference, "ServiceConnectClientAlias").
    /// </summary>
    public string Alias => Name.ToLowerInvariant();

    public required EcsImage Image { get; init; }

    public required EcsServiceOptions Options { get; init; }

    /// <summary>How many tasks the model asks for.</summary>
    public required int Replicas { get; init; }

    public required EcsRuntime Runtime { get; init; }

    public required IReadOnlyList<EcsPort> Ports { get; init; }

    public required IReadOnlyList<EcsVolume> Volumes { get; init; }

    public EcsProbes Probes { get; init; } = new();

    /// <summary>What takes the container's place, if anything.</summary>
    public EcsManagedStore? ManagedStore { get; init; }

    /// <summary>
    /// Whether it is a task that people start, rather than a service that ECS keeps running: a resource with explicit
    /// start. Service Connect's names are not for it (AWS, "Amazon ECS Service Connect: considerations"), so it calls
    /// others through their load balancers.
    /// </summary>
    public bool IsStandaloneTask { get; init; }

    /// <summary>
    /// Whether it ends by itself, once in each deployment, before what waits for it: a resource that another one waits for
    /// by <c>WaitForCompletion</c>. See <c>RunOnceTask</c>.
    /// </summary>
    public bool RunsOnce { get; init; }

    /// <summary>The page that only a token opens, if it has one.</summary>
    public EcsTokenPage? Page { get; init; }

    /// <summary>Whether people reach that page by a session of Systems Manager, as no load balancer leads to it.</summary>
    public bool HasPortSession => Page is not null && !PublicPorts.Any();

    /// <summary>Whether it writes telemetry to CloudWatch and X-Ray: see <c>CloudWatchExports</c>.</summary>
    public bool ExportsToCloudWatch { get; init; }

    // The rest is known only when the ports of all services are.
    public IReadOnlyList<string> EntryPoint { get; set; } = [];

    public IReadOnlyList<EcsValue> Command { get; set; } = [];

    public IReadOnlyList<EcsVariable> Variables { get; set; } = [];

    public IReadOnlyList<EcsReference> References { get; set; } = [];

    /// <summary>Those that it calls by the addresses of their tasks, rather than by a name: see <see cref="OrleansClusters"/>.</summary>
    public IReadOnlyList<EcsReference> Peers { get; set; } = [];

    /// <summary>The ports that it calls outside the stack, beside 443.</summary>
    public IReadOnlySet<int> OutboundPorts { get; set; } = new HashSet<int>();

    /// <summary>Its variables' and arguments' values.</summary>
    public IEnumerable<EcsValue> Values => Variables.Select(v => v.Value).Concat(Command);

    /// <summary>The folders that files of the model are put in.</summary>
    public IReadOnlyList<EcsFileFolder> FileFolders { get; set; } = [];

    /// <summary>Who owns the files of its volumes.</summary>
    public EcsFileOwner FileOwner => Options.FileOwner ?? (KnownImage?.User is { } user ? new(user.UserId, user.GroupId) : Runtime.FileOwner);

    /// <summary>What is known of its image; null where nothing is.</summary>
    public KnownImage? KnownImage => Image is EcsRegistryImage { Reference: var reference } ? KnownImage.Of(reference) : null;

    public bool IsStateful => Volumes.Any(v => !v.IsReadOnly);

    /// <summary>How many tasks run at least, while nothing is wrong.</summary>
    public int LeastTasks => Options.Scaling?.MinCapacity ?? (IsStateful || RunsOnce ? 1 : Options.DesiredCount ?? Replicas);

    /// <summary>The endpoints that people reach; the first is the one that its route is for.</summary>
    public IEnumerable<EcsPort> PublicPorts => ManagedStore is null && !IsStandaloneTask ? Ports.Where(p => p.IsExternal) : [];

    /// <summary>Whether others dial it: what no other service refers to needs no name in Service Connect.</summary>
    public bool IsServer => Ports.Any(p => p.IsServed);
}

/// <summary>Where the image comes from.</summary>
internal abstract record EcsImage;

/// <summary>One of the AppHost's own, pushed to ECR; its address is a parameter of the stack.</summary>
internal abstract record EcsPushedImage(string ParameterName) : EcsImage;

/// <summary>A project's, which the deployment makes and pushes.</summary>
internal sealed record EcsProjectImage(string ProjectPath, string ParameterName) : EcsPushedImage(ParameterName);

/// <summary>A Dockerfile's, which a container engine makes and pushes; the deployment is told its address.</summary>
internal sealed record EcsDockerfileImage(string ParameterName) : EcsPushedImage(ParameterName);

/// <summary>One of a registry.</summary>
internal sealed record EcsRegistryImage(string Reference) : EcsImage;

/// <summary>A page that only a token opens.</summary>
/// <param name="Port">Where the container has it.</param>
/// <param name="TokenParameter">The name of the generated parameter that is the token.</param>
internal sealed record EcsTokenPage(int Port, string TokenParameter);

/// <summary>A volume that outlives the task.</summary>
internal sealed record EcsVolume(string Name, string ContainerPath, bool IsReadOnly);

/// <summary>An endpoint of the resource: a named port mapping, and a Service Connect alias where it is served.</summary>
internal sealed class EcsPort
{
    public required EcsEndpoint Endpoint { get; init; }

    /// <summary>The name of the port mapping, unique in the namespace, as it names the Cloud Map service by default.</summary>
    public required string Name { get; init; }

    /// <summary>Where the container listens.</summary>
    public required int ContainerPort { get; init; }

    /// <summary>What clients dial.</summary>
    public required int AliasPort { get; init; }

    /// <summary>What Service Connect balances by; null for plain TCP.</summary>
    public required EcsAppProtocol? AppProtocol { get; init; }

    /// <summary>Whether the load balancer sends to it.</summary>
    public required bool IsExternal { get; init; }

    /// <summary>Where people reach it; null where they don't.</summary>
    public EcsPublicAddress? Public { get; set; }

    /// <summary>The endpoints of the AppHost that lead here beside its own: a project's https one, whose TLS the load balancer does.</summary>
    public IReadOnlyList<string> StandsInFor { get; set; } = [];

    /// <summary>Whether it has an alias: it has unless only the load balancer calls it.</summary>
    public bool IsServed { get; set; }

    /// <summary>Whether an endpoint of the AppHost leads here.</summary>
    public bool Is(string endpointName) => StandsInFor.Append(Endpoint.Name).Contains(endpointName, StringComparer.OrdinalIgnoreCase);
}

/// <summary>The name and scheme that the endpoint has in the AppHost.</summary>
internal sealed record EcsEndpoint(string Name, string Scheme);

internal enum EcsAppProtocol
{
    Http,
    Http2,
    Grpc,
}

/// <summary>That one service calls another, and on which ports; on none if it only waits for it.</summary>
internal sealed record EcsReference(EcsService Server, IReadOnlyList<EcsPort> Ports);

internal sealed record EcsVariable(string Name, EcsValue Value);
