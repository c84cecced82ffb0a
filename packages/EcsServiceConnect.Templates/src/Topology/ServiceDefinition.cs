using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>An `AWS::ECS::Service`.</summary>
/// <remarks>Defaults: Amazon ECS API Reference, "CreateService" and "DeploymentConfiguration".</remarks>
internal sealed class ServiceDefinition
{
    private readonly TemplateValue _connect;
    private readonly TemplateValue _deployment;

    public ServiceDefinition(TemplateResource resource, TaskDefinition? taskDefinition, TemplateResource? cluster, IReadOnlyList<ScalingTarget> scaling, Namespaces namespaces)
    {
        Resource = resource;
        TaskDefinition = taskDefinition;
        Cluster = cluster;
        Scaling = scaling;
        // Without an address of their own tasks have the groups of their instances.
        SecurityGroups = resource["NetworkConfiguration"].IsPresent
            ? SecurityGroup.Keys(resource["NetworkConfiguration"]["AwsvpcConfiguration"]["SecurityGroups"])
            : LaunchType == "FARGATE" ? [] : [Placeholder.For($"instances of {resource.LogicalId}")];
        LoadBalancers = [.. resource["LoadBalancers"].Items.Select(l => new LoadBalancerTarget(l["ContainerName"].Text, l["ContainerPort"].Number, l["TargetGroupArn"].Target))];
        _deployment = resource["DeploymentConfiguration"];
        _connect = resource["ServiceConnectConfiguration"];
        IsConnected = _connect["Enabled"].IsTrue;
        if (IsConnected)
        {
            GivenNamespace = _connect["Namespace"].IsPresent ? _connect["Namespace"] : Namespaces.DefaultOf(cluster);
            Namespace = namespaces.Find(GivenNamespace);
            Endpoints = [.. _connect["Services"].Items.Select(s => new Endpoint(this, s, namespaces.NameOf(Namespace ?? GivenNamespace.Text ?? "")))];
        }
    }

    public TemplateResource Resource { get; }

    /// <summary>Its name in ECS; null where that is left to AWS.</summary>
    public string? GivenName => Resource["ServiceName"].Text is { } name && !name.Contains(Placeholder.Open) ? name : null;

    /// <summary>Null where it is not in the template.</summary>
    public TaskDefinition? TaskDefinition { get; }

    /// <summary>Null where none is given or it is not in the template.</summary>
    public TemplateResource? Cluster { get; }

    /// <summary>What scales it.</summary>
    public IReadOnlyList<ScalingTarget> Scaling { get; }

    /// <summary>See <see cref="SecurityGroup.Keys"/>.</summary>
    public IReadOnlyList<string> SecurityGroups { get; }

    public IReadOnlyList<LoadBalancerTarget> LoadBalancers { get; }

    /// <summary>Whether Service Connect is on.</summary>
    public bool IsConnected { get; }

    /// <summary>Whether only AWS knows that, or what it serves there.</summary>
    public bool HasUnknownConnect => _connect.IsUnknown || _connect["Enabled"].IsUnknown || _connect["Services"].IsUnknownList;

    /// <summary>The Service Connect namespace as written, or its cluster's default.</summary>
    public TemplateValue GivenNamespace { get; }

    /// <summary>What tells one namespace from another; null where Service Connect is off or the namespace is unknown.</summary>
    public string? Namespace { get; }

    /// <summary>What it serves over Service Connect.</summary>
    public IReadOnlyList<Endpoint> Endpoints { get; } = [];

    public bool HasProxyLogs => _connect["LogConfiguration"].IsPresent;

    public bool IsMarked(string metadata) =>
        new[] { Resource, TaskDefinition?.Resource }.Any(r => r?.Metadata(metadata).IsTrue == true);

    /// <summary>The number of tasks that it starts with; null where it is left to scaling or to the default, 1.</summary>
    public int? DesiredCount => Resource["DesiredCount"].Number;

    /// <summary>Whether only AWS knows how many of its tasks run in a deployment, or another strategy than the rolling one says it.</summary>
    public bool HasUnknownPercents =>
        _deployment.IsUnknown || _deployment["MaximumPercent"].IsUnknown || _deployment["MinimumHealthyPercent"].IsUnknown
        || (_deployment["Strategy"].Text ?? "ROLLING") != "ROLLING" || (Resource["DeploymentController"]["Type"].Text ?? "ECS") != "ECS";

    public int MaximumPercent => _deployment["MaximumPercent"].Number ?? 200;

    public int MinimumHealthyPercent => _deployment["MinimumHealthyPercent"].Number ?? 100;

    /// <summary>Whether a deployment whose tasks keep failing is given up.</summary>
    public bool HasCircuitBreaker => _deployment["DeploymentCircuitBreaker"]["Enable"].IsTrue;

    /// <summary>Whether what failed is undone: by the circuit breaker, or by alarms, which the strategies that shift traffic in steps have alone, or by a hook that says no before the shift.</summary>
    public bool RollsBack => _deployment["Strategy"].Text is "CANARY" or "LINEAR" || (_deployment["Strategy"].Text is "BLUE_GREEN" && _deployment["LifecycleHooks"].IsPresent)
        || RollsBackBy(_deployment["DeploymentCircuitBreaker"]) || RollsBackBy(_deployment["Alarms"]) || _deployment.IsUnknown;

    /// <summary>The capacity providers that it names itself, with a weight or a base.</summary>
    public IEnumerable<string> CapacityProviders => ProvidersIn(Resource["CapacityProviderStrategy"]);

    public string? LaunchType => Resource["LaunchType"].Text;

    /// <summary>Whether its tasks run on Fargate, as far as it says so itself.</summary>
    public bool IsFargate => LaunchType is { } type && !Resource["LaunchType"].IsUnknown ? type == "FARGATE"
        : Resource["CapacityProviderStrategy"].IsPresent ? CapacityProviders.Any(p => p.StartsWith("FARGATE", StringComparison.Ordinal))
        : TaskDefinition?.IsForFargateOnly == true;

    /// <summary>Whether it keeps data that has one writer: a store's on EFS, or by the mark `aspire:stateful`. What else is on EFS is there to be shared.</summary>
    public bool IsStateful => IsMarked("aspire:stateful") || TaskDefinition?.KeepsStoreOnEfs == true;

    private static bool RollsBackBy(TemplateValue means) =>
        means.IsUnknown || ((means["Enable"].IsTrue || means["Enable"].IsUnknown) && (means["Rollback"].IsTrue || means["Rollback"].IsUnknown));

    /// <summary>The providers of a strategy that get tasks.</summary>
    public static IEnumerable<string> ProvidersIn(TemplateValue strategy) =>
        strategy.Items
            .Where(i => (i["Weight"].Number ?? 0) > 0 || (i["Base"].Number ?? 0) > 0)
            .Select(i => i["CapacityProvider"].Text ?? "");
}

/// <summary>A container's port that a target group leads to.</summary>
/// <param name="Container">The container's name.</param>
/// <param name="Port">The container's port.</param>
/// <param name="TargetGroup">The target group's logical id; null where it is not in the template.</param>
internal sealed record LoadBalancerTarget(string? Container, int? Port, string? TargetGroup);

/// <summary>An `AWS::ApplicationAutoScaling::ScalableTarget`.</summary>
internal sealed record ScalingTarget(TemplateResource Resource)
{
    public int? Minimum => Resource["MinCapacity"].Number;

    public int? Maximum => Resource["MaxCapacity"].Number;
}
