using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Pipelines;
using EcsServiceConnect.Hosting.Alarms;
using EcsServiceConnect.Hosting.Model;
using EcsServiceConnect.Hosting.Publishing;
using EcsServiceConnect.Hosting.Telemetry;

namespace EcsServiceConnect.Hosting;

/// <summary>
/// An Amazon ECS cluster that the application's resources are deployed to, each as a Fargate service, each reference
/// as an ECS Service Connect name. A resource with explicit start is a task that people run when they like, and its
/// references are load balancers' addresses. Set by <c>WithProperties</c>.
/// </summary>
public sealed class EcsEnvironmentResource : Resource, IComputeEnvironmentResource
{
    /// <summary>Makes an environment.</summary>
    /// <param name="name">The name of the stack, the cluster and the Cloud Map namespace.</param>
    public EcsEnvironmentResource(string name) : base(name) =>
        Annotations.Add(new PipelineStepAnnotation(context => EcsPipelineSteps.For(this, context.PipelineContext.Model)));

    /// <summary>Over how many availability zones the VPC spreads; 2 by default, the least that a load balancer takes.</summary>
    public int AvailabilityZones { get; set; } = 2;

    /// <summary>
    /// How many NAT gateways give the tasks their way out; 1 by default. With 0 there are VPC endpoints for what ECS
    /// itself needs, and the tasks reach nothing else.
    /// </summary>
    public int NatGateways { get; set; } = 1;

    /// <summary>
    /// A VPC that there is already; null by default, for a new one. <see cref="AvailabilityZones"/> and
    /// <see cref="NatGateways"/> are its own then: its private subnets need a way out to AWS (Amazon ECS Developer Guide,
    /// "Connect Amazon ECS applications to the internet").
    /// </summary>
    public EcsExistingVpc? ExistingVpc { get; set; }

    /// <summary>
    /// The name of an ECS cluster that there is already, in the same account and region; null by default, for a new one
    /// of the environment's name. It needs the capacity providers FARGATE and FARGATE_SPOT
    /// (Amazon ECS Developer Guide, "Amazon ECS clusters for Fargate"). <see cref="ContainerInsights"/> is its own then.
    /// </summary>
    public string? ExistingCluster { get; set; }

    /// <summary>
    /// A Cloud Map namespace that there is already; null by default, for a new one of the environment's name. What other
    /// stacks serve in it is reached by its name, as by <c>AddExternalService</c>, and no two may have the same.
    /// </summary>
    public EcsExistingNamespace? ExistingNamespace { get; set; }

    /// <summary>What the tasks run on; x86-64 by default. ARM64 costs less on Fargate, and needs images built for it.</summary>
    public EcsArchitecture Architecture { get; set; } = EcsArchitecture.X64;

    /// <summary>The domain under which the load balancer answers with HTTPS; null by default, for plain HTTP under its own name.</summary>
    public EcsDomain? Domain { get; set; }

    /// <summary>How many days logs are kept, one of the numbers that CloudWatch Logs has; 7 by default, as in the seed's stack.</summary>
    public int LogRetentionDays { get; set; } = 7;

    /// <summary>Whether people may open a shell in a task (ECS Exec); false by default. Task roles get the rights that it needs only then.</summary>
    public bool EnableExecuteCommand { get; set; }

    /// <summary>Whether Container Insights collects metrics of each task; true by default.</summary>
    public bool ContainerInsights { get; set; } = true;

    /// <summary>Whether Service Connect's proxies log each request; false by default.</summary>
    public bool AccessLogs { get; set; }

    /// <summary>
    /// The ARN of an AWS Private CA in short-lived certificate mode, for TLS between the proxies; null by default, for none. Applications keep plain
    /// http (AWS, "Encrypt Amazon ECS Service Connect traffic").
    /// </summary>
    public string? PrivateCertificateAuthorityArn { get; set; }

    /// <summary>How load balancers are set up: access logs, firewall, deletion, idle connections.</summary>
    public EcsLoadBalancerOptions LoadBalancer { get; } = new();

    /// <summary>Whether volumes and databases stay when the stack is destroyed; true by default.</summary>
    public bool KeepData { get; set; } = true;

    /// <summary>Tags on everything, beside those that every stack gets; none by default.</summary>
    public IDictionary<string, string> Tags { get; } = new Dictionary<string, string>();

    /// <summary>The region; null for that of the AWS profile.</summary>
    public string? Region { get; set; }

    /// <summary>The AWS profile to deploy with; null for the default one.</summary>
    public string? Profile { get; set; }

    /// <summary>
    /// Whether a rehearsal that runs as root on Debian installs the system's tools that it lacks, such as nftables; false by
    /// default, where it names them instead. <c>--install-tools</c> behind <c>--step rehearse</c> asks for it once.
    /// </summary>
    public bool InstallRehearsalTools { get; set; }

    /// <summary>
    /// Whether tasks reach AWS only: the VPC that is made has no NAT gateway. Of one that there is already it is not known,
    /// and its own way out is taken for one that leads anywhere.
    /// </summary>
    internal bool IsIsolated => ExistingVpc is null && NatGateways == 0;

    /// <summary>The cluster's name.</summary>
    internal string ClusterName => ExistingCluster ?? Name;

    /// <summary>Whether Container Insights is known to be on: a cluster that there is already has its own setting.</summary>
    internal bool HasContainerInsights => ExistingCluster is null && ContainerInsights;

    /// <summary>Whom alarms tell; null by default, for no alarms. Set by <c>WithAlarms</c>.</summary>
    internal EcsAlarmAction? Alarms { get; set; }

    /// <summary>How load balancers are called: by HTTPS where there is a domain to have a certificate for.</summary>
    internal string PublicScheme => Domain is null ? "http" : "https";

    /// <summary>The standard port of <see cref="PublicScheme"/>.</summary>
    internal int PublicPort => Domain is null ? 80 : 443;

    /// <summary>Where the AppHost's project file is.</summary>
    internal string AppHostDirectory { get; init; } = "";

    /// <summary>The AppHost's program; null in a model that no AppHost made.</summary>
    internal Assembly? AppHostAssembly { get; init; }

    /// <summary>Aspire's dashboard; null where the environment has none.</summary>
    internal TelemetryReceiver? Dashboard { get; set; }

    /// <summary>The collector that writes to CloudWatch and X-Ray; null where the environment has none.</summary>
    internal TelemetryReceiver? Collector { get; set; }

    /// <summary>Where resources send telemetry: the collector hands on to the dashboard what it gets. Null for nowhere.</summary>
    internal TelemetryReceiver? TelemetryReceiver => Collector ?? Dashboard;

    /// <summary>Know kinds of containers that are not .NET's; null of a container that they do not know.</summary>
    internal IList<Func<IResource, EcsRuntime?>> Runtimes { get; } = [];

    /// <summary>What a resource's container runs.</summary>
    internal EcsRuntime RuntimeOf(IResource resource) =>
        Runtimes.Select(find => find(resource)).FirstOrDefault(found => found is not null)
        ?? (resource is ProjectResource && !resource.Annotations.OfType<DockerfileBuildAnnotation>().Any() ? EcsRuntime.DotNet : EcsRuntime.Other);

    /// <summary>How others reach a service there: by its Service Connect alias, the resource's name.</summary>
    public ReferenceExpression GetHostAddressExpression(EndpointReference endpointReference)
    {
        ArgumentNullException.ThrowIfNull(endpointReference);
        return ReferenceExpression.Create($"{endpointReference.Resource.Name}");
    }
}

/// <summary>What tasks run on.</summary>
public enum EcsArchitecture
{
    /// <summary>x86-64.</summary>
    X64,

    /// <summary>ARM64, AWS Graviton.</summary>
    Arm64,
}

/// <summary>A domain for the load balancer.</summary>
/// <param name="Name">The name that people use, such as <c>yelb.example.com</c>.</param>
/// <param name="HostedZoneName">The Route 53 hosted zone that it is in, such as <c>example.com</c>.</param>
/// <param name="HostedZoneId">The id of that zone.</param>
public sealed record EcsDomain(string Name, string HostedZoneName, string HostedZoneId)
{
    /// <summary>The ARN of a certificate of AWS Certificate Manager for it; null by default, for a new one that the zone proves.</summary>
    public string? CertificateArn { get; init; }
}

/// <summary>A VPC that there is already.</summary>
/// <param name="VpcId">Its id, such as <c>vpc-0123456789abcdef0</c>.</param>
/// <param name="PrivateSubnetIds">Where tasks and stores run: two or more, each in another zone.</param>
/// <param name="PublicSubnetIds">Where load balancers stand: as many, in the same zones; none where no resource is external.</param>
public sealed record EcsExistingVpc(string VpcId, IReadOnlyList<string> PrivateSubnetIds, IReadOnlyList<string> PublicSubnetIds);

/// <summary>A Cloud Map namespace that there is already.</summary>
/// <param name="Name">Its name, such as <c>shop</c>.</param>
/// <param name="Arn">Its ARN, <c>arn:aws:servicediscovery:…:namespace/ns-…</c>, which Service Connect takes of one that it did not make (Amazon ECS API Reference, "ServiceConnectConfiguration").</param>
public sealed record EcsExistingNamespace(string Name, string Arn);
