using EcsServiceConnect.Hosting;
using EcsServiceConnect.Hosting.Model;

namespace TestSupport.Stacks;

/// <summary>Templates of Yelb as those run it who have to answer for it, each synthesised once.</summary>
internal static class OperatedStacks
{
    /// <summary>A topic that there is already.</summary>
    internal const string Topic = "arn:aws:sns:eu-west-1:123456789012:operations";

    private static readonly Lazy<Template> _watched = new(() => Template.Of(StackModels.Yelb(), environment =>
    {
        environment.Alarms = new(null);
        environment.LoadBalancer.AccessLogsBucket = "logs.example.com";
        environment.LoadBalancer.DeletionProtection = true;
        environment.LoadBalancer.IdleTimeout = TimeSpan.FromSeconds(100);
    }));

    private static readonly Lazy<Template> _sized = new(() => Template.Of(
        StackModels.Yelb(
            managed: true,
            rds: new()
            {
                InstanceClass = "db.m7g.large",
                AllocatedStorage = 400,
                MaxAllocatedStorage = 1000,
                Storage = EcsRdsStorage.Io2,
                Iops = 4000,
                MultiAz = true,
                EngineVersion = "17",
                BackupRetentionDays = 35,
                DeletionProtection = true,
            },
            cache: new() { NodeType = "cache.r7g.xlarge", Engine = EcsCacheEngine.Valkey, EngineVersion = "8.1", Replicas = 3, SnapshotRetentionDays = 14 }),
        environment => environment.Alarms = new(Topic)));

    private static readonly Lazy<Template> _shared = new(() => Template.Of(WithAdmin(StackModels.Yelb(managed: true)), environment =>
    {
        environment.Alarms = new(Topic);
        environment.ExistingCluster = "shared";
        environment.LoadBalancer.WebAclArn = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/rules/0123456789ab-cdef-0123-456789abcdef";
    }));

    /// <summary>With alarms, and all that its load balancer can have.</summary>
    internal static Template Watched => _watched.Value;

    /// <summary>On managed stores of another size, with alarms that tell <see cref="Topic"/>.</summary>
    internal static Template Sized => _sized.Value;

    /// <summary>In a cluster that there is already, behind a web ACL, with a second page, yelb-admin, that has two endpoints.</summary>
    internal static Template Shared => _shared.Value;

    private static EcsApplication WithAdmin(EcsApplication application) => application with
    {
        Services =
        [
            .. application.Services,
            new()
            {
                Name = "yelb-admin",
                Image = new EcsProjectImage("Admin/Admin.csproj", "AdminImage"),
                Options = new(),
                Replicas = 1,
                Runtime = EcsRuntime.DotNet,
                Ports = [StackModels.Port("yelb-admin-http", 8080, EcsAppProtocol.Http, isExternal: true), StackModels.Port("yelb-admin-metrics", 9090, EcsAppProtocol.Http, isExternal: true)],
                Volumes = [],
            },
        ],
    };
}
