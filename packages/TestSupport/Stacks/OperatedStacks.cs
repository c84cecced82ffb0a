using EcsServiceConnect.Hosting;

namespace TestSupport.Stacks;

/// <summary>Templates of Yelb as those run it who have to answer for it, each synthesised once.</summary>
internal static class OperatedStacks
{
    private static readonly Lazy<Template> _watched = new(() => Template.Of(StackModels.Yelb(), environment =>
    {
        environment.Alarms = new(null);
        environment.LoadBalancer.AccessLogsBucket = "logs.example.com";
        environment.LoadBalancer.WebAclArn = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/rules/0123456789ab-cdef-0123-456789abcdef";
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
        environment =>
        {
            environment.ContainerInsights = false;
            environment.Alarms = new("arn:aws:sns:eu-west-1:123456789012:operations");
        }));

    /// <summary>With alarms, and all that its load balancer can have.</summary>
    internal static Template Watched => _watched.Value;

    /// <summary>On managed stores of another size, with alarms that tell a topic of somebody's, and without Container Insights.</summary>
    internal static Template Sized => _sized.Value;
}
