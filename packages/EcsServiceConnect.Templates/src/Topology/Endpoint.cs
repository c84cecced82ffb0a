using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>A port that a service serves to its Service Connect namespace.</summary>
/// <remarks>Defaults: Amazon ECS API Reference, "ServiceConnectService", "ServiceConnectClientAlias" and "TimeoutConfiguration".</remarks>
internal sealed class Endpoint
{
    private readonly TemplateValue _timeout;

    public Endpoint(ServiceDefinition service, TemplateValue configuration, string? namespaceName)
    {
        Service = service;
        PortName = configuration["PortName"].Text ?? "";
        DiscoveryName = configuration["DiscoveryName"].Text ?? PortName;
        (Container, Mapping) = (service.TaskDefinition?.Containers ?? [])
            .SelectMany(c => c.Ports.Select(p => (c, p)))
            .FirstOrDefault(x => x.p.Name == PortName);
        IngressPortOverride = configuration["IngressPortOverride"].Number;
        _timeout = configuration["Timeout"];
        var defaultName = $"{DiscoveryName}.{namespaceName}";
        var aliases = configuration["ClientAliases"].Items;
        Aliases = aliases.Count == 0
            ? [new Alias(defaultName, Mapping?.Port)]
            : [.. aliases.Select(a => new Alias(a["DnsName"].Text ?? defaultName, a["Port"].Number))];
    }

    public ServiceDefinition Service { get; }

    /// <summary>The port mapping that it names.</summary>
    public string PortName { get; }

    /// <summary>Its name in Cloud Map.</summary>
    public string DiscoveryName { get; }

    /// <summary>The port mapping of that name; null where the task definition has none, or is not in the template.</summary>
    public PortMapping? Mapping { get; }

    /// <summary>The container with that port.</summary>
    public Container? Container { get; }

    /// <summary>The port of the task's proxy; null where the proxy takes over the container's.</summary>
    public int? IngressPortOverride { get; }

    /// <summary>Where the proxies of others connect to.</summary>
    public int? ListenPort => IngressPortOverride ?? Mapping?.Port;

    /// <summary>What clients dial.</summary>
    public IReadOnlyList<Alias> Aliases { get; }

    /// <summary>Whether Service Connect reads its traffic, rather than passing it on as TCP.</summary>
    public bool IsHttp => Mapping?.AppProtocol is not null;

    /// <summary>In seconds, 0 for none; null where the template does not say it.</summary>
    public int? GivenPerRequestTimeout => _timeout["PerRequestTimeoutSeconds"].Number;

    /// <summary>In seconds, 0 for none.</summary>
    public int PerRequestTimeout => GivenPerRequestTimeout ?? (IsHttp ? 15 : 0);

    /// <summary>In seconds, 0 for none.</summary>
    public int IdleTimeout => _timeout["IdleTimeoutSeconds"].Number ?? (IsHttp ? 300 : 3600);
}

/// <summary>A name and port that clients dial.</summary>
internal sealed record Alias(string DnsName, int? Port)
{
    public override string ToString() => $"{DnsName}:{Port}";
}
