using Amazon.CDK;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Logs;
using Constructs;
using EcsServiceConnect.Hosting.Model;
using CfnService = Amazon.CDK.AWS.ECS.CfnService;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// A service's part in Service Connect: a name and port for each endpoint that others dial, and with or without those
/// the proxy through which it dials others.
/// </summary>
internal static class ServiceConnect
{
    /// <summary>Whether it serves or calls others through proxies. Managed stores have none.</summary>
    internal static bool IsUsedBy(EcsService service) =>
        service.IsServer || (!service.IsStandaloneTask && service.References.Any(r => r.Server.ManagedStore is null && r.Ports.Count > 0));

    internal static IServiceConnectProps For(EcsService service, ServiceCluster cluster, LogGroup logs) => new ServiceConnectProps
    {
        Namespace = cluster.NamespaceArn,
        LogDriver = ServiceLogs.ToStreams(logs, "proxy"),
        Services = [.. Served(service).Select(port => new ServiceConnectService
        {
            PortMappingName = port.Name,
            DiscoveryName = port.Name,
            DnsName = service.Alias,
            Port = port.AliasPort,
            PerRequestTimeout = PerRequestTimeout(service.Options, port),
            IdleTimeout = IdleTimeout(service.Options),
        })],
    };

    /// <summary>What CDK 2.160 has no properties for.</summary>
    internal static void AddOverrides(Construct scope, EcsService service, EcsEnvironmentResource environment, CfnService resource)
    {
        if (environment.AccessLogs)
        {
            resource.AddPropertyOverride("ServiceConnectConfiguration.AccessLogConfiguration", new Dictionary<string, object>
            {
                ["Format"] = "JSON",
                ["IncludeQueryParameters"] = "DISABLED",
            });
        }

        AddTestHeader(service, resource);
        if (environment.PrivateCertificateAuthorityArn is not { } authority || !service.IsServer)
        {
            return;
        }

        var role = new Role(scope, "TlsRole", new RoleProps
        {
            Description = $"ECS gets certificates for {service.Name} with it",
            AssumedBy = new ServicePrincipal("ecs.amazonaws.com"),
            ManagedPolicies = [ManagedPolicy.FromAwsManagedPolicyName("service-role/AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity")],
        });
        for (var i = 0; i < Served(service).Count(); i++)
        {
            resource.AddPropertyOverride($"ServiceConnectConfiguration.Services.{i}.Tls", new Dictionary<string, object>
            {
                ["IssuerCertificateAuthority"] = new Dictionary<string, object> { ["AwsPcaAuthorityArn"] = authority },
                ["RoleArn"] = role.RoleArn,
            });
        }
    }

    // The default one needs no words. Plain TCP has no headers.
    private static void AddTestHeader(EcsService service, CfnService resource)
    {
        if (service.Options.Deployment is not { } strategy || strategy is { TestHeader: EcsDeploymentStrategy.DefaultTestHeader, TestHeaderValue: null })
        {
            return;
        }

        var header = new Dictionary<string, object> { ["Name"] = strategy.TestHeader };
        if (strategy.TestHeaderValue is { } value)
        {
            header["Value"] = new Dictionary<string, object> { ["Exact"] = value };
        }

        foreach (var (port, i) in Served(service).Select((port, i) => (port, i)).Where(p => p.port.AppProtocol is not null))
        {
            resource.AddPropertyOverride($"ServiceConnectConfiguration.Services.{i}.ClientAliases.0.TestTrafficRules", new Dictionary<string, object> { ["Header"] = header });
        }
    }

    private static IEnumerable<EcsPort> Served(EcsService service) => service.Ports.Where(p => p.IsServed);

    // Plain TCP has no requests.
    private static Duration? PerRequestTimeout(EcsServiceOptions options, EcsPort port) =>
        port.AppProtocol is null ? null : options.IsStreaming ? Duration.Seconds(0) : Seconds(options.PerRequestTimeout);

    private static Duration? IdleTimeout(EcsServiceOptions options) =>
        Seconds(options.IdleTimeout ?? (options.IsStreaming ? TimeSpan.FromHours(1) : null));

    private static Duration? Seconds(TimeSpan? time) => time is { } value ? Duration.Seconds(value.TotalSeconds) : null;
}
