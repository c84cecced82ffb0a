using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Data that a service keeps has one writer, which is not taken away.</summary>
internal static class StatefulRules
{
    [TemplateRule("a service with data on Spot", "Amazon ECS Developer Guide, Amazon ECS clusters for Fargate", IsPractice = true)]
    public const string OnSpot = "stateful-on-spot";

    [TemplateRule("a service with data that may run twice, by its count, by scaling, or in a deployment", "Amazon ECS API Reference, DeploymentConfiguration: maximumPercent")]
    public const string TwoWriters = "two-writers";

    [TemplateRule("two services that write one folder", "Amazon EFS User Guide, How Amazon EFS works")]
    public const string SharedVolume = "shared-volume";

    /// <summary>A stateful service is not on Fargate Spot.</summary>
    /// <remarks>Amazon ECS Developer Guide, "Amazon ECS clusters for Fargate": Spot is for interruption-tolerant tasks; they are stopped at two minutes' notice.</remarks>
    public static IEnumerable<TemplateViolation> NotOnSpot(EcsTopology topology) =>
        from service in topology.Services
        where service.IsStateful
        let own = service.CapacityProviders.ToList()
        let used = own.Count > 0 || service.LaunchType is not null || service.Cluster is null ? own : ClusterCapacity.DefaultProviders(topology.Template, service.Cluster)
        where used.Contains("FARGATE_SPOT")
        select topology.Violation(OnSpot, service, "it keeps data and runs on FARGATE_SPOT, which AWS takes back at two minutes' notice; use FARGATE.");

    /// <summary>A stateful service never has two tasks, neither by its count nor during a deployment.</summary>
    /// <remarks>Amazon ECS API Reference, "DeploymentConfiguration": a maximumPercent above 100, and the default is 200, lets a deployment start the new task before it stops the old one.</remarks>
    public static IEnumerable<TemplateViolation> OneWriter(EcsTopology topology)
    {
        foreach (var service in topology.Services.Where(s => s.IsStateful))
        {
            if (new DeploymentStrategy(service) is { ShiftsRequests: true, Name: var strategy })
            {
                yield return topology.Violation(TwoWriters, service, $"it keeps data, and a deployment by {strategy} runs the new task beside the old one, two on one volume; take ROLLING, with MaximumPercent 100 and MinimumHealthyPercent 0.");
            }

            if (service.MaximumPercent > 100 && !service.HasUnknownPercents)
            {
                yield return topology.Violation(TwoWriters, service, $"it keeps data, and a deployment may run {service.MaximumPercent}% of its tasks, two on one volume; set MaximumPercent to 100 and MinimumHealthyPercent to 0.");
            }

            if (service.DesiredCount > 1)
            {
                yield return topology.Violation(TwoWriters, service, $"it keeps data and runs {service.DesiredCount} tasks on it; run one.");
            }

            if (service.Scaling.Any(s => s.Maximum > 1))
            {
                yield return topology.Violation(TwoWriters, service, $"it keeps data and scales to {service.Scaling.Max(s => s.Maximum)} tasks on it; do not scale it.");
            }
        }
    }

    /// <summary>No two services write the same folder of a file system.</summary>
    /// <remarks>Amazon EFS User Guide, "How Amazon EFS works": any number of clients may write at once, which PostgreSQL and Redis do not survive.</remarks>
    public static IEnumerable<TemplateViolation> VolumesAreNotShared(EcsTopology topology) =>
        from service in topology.Services
        where service.IsStateful
        from volume in service.TaskDefinition?.WrittenVolumes ?? []
        let folder = topology.Template.Find(volume.AccessPoint)?["RootDirectory"]["Path"].Text ?? volume.AccessPoint ?? volume.RootDirectory
        group service by (volume.FileSystemText, folder) into same
        let writers = same.Distinct().OrderBy(topology.NameOf, StringComparer.Ordinal).ToList()
        where writers.Count > 1
        select topology.Violation(SharedVolume, writers[^1], $"it writes folder {same.Key.folder} of file system {same.Key.FileSystemText}, as {topology.NameOf(writers[0])} does; give each its own access point and folder.");
}
