using System.Globalization;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Names that one part of the template uses exist in the other.</summary>
internal static class NameRules
{
    [TemplateRule("a served port that no port mapping has", "Amazon ECS API Reference, ServiceConnectService: portName")]
    public const string Port = "unknown-port-name";

    [TemplateRule("a load balancer that sends to a container or port that is not there", "Amazon ECS API Reference, LoadBalancer: containerName, containerPort")]
    public const string LoadBalancer = "unknown-load-balancer-target";

    [TemplateRule("a container that waits for one that is not there or takes its volumes, or waits for the health of one with no check", "Amazon ECS API Reference, ContainerDependency; VolumeFrom: sourceContainer")]
    public const string Container = "unknown-container";

    [TemplateRule("a mount of a volume that the task does not have, or a volume that task definition and service leave to each other", "Amazon ECS API Reference, MountPoint: sourceVolume; ServiceVolumeConfiguration: name")]
    public const string Volume = "unknown-volume";

    [TemplateRule("a variable that reads a key which its secret does not have", "Amazon ECS Developer Guide, Pass Secrets Manager secrets through Amazon ECS environment variables")]
    public const string SecretKey = "unknown-secret-key";

    [TemplateRule("scaling on the metrics of a name that nobody serves", "Amazon ECS Developer Guide, Amazon ECS CloudWatch metrics")]
    public const string Metric = "unknown-metric-dimension";

    /// <summary>A served port is a named port mapping (Amazon ECS API Reference, "ServiceConnectService": portName).</summary>
    public static IEnumerable<TemplateViolation> PortNames(EcsTopology topology) =>
        from endpoint in topology.Endpoints
        where endpoint.Service.TaskDefinition is { HasUnknownPorts: false } && endpoint.Mapping is null && !endpoint.PortName.Contains(Placeholder.Open)
        select topology.Violation(Port, endpoint.Service, $"Service Connect serves port '{endpoint.PortName}', but its task definition names {List(endpoint.Service.TaskDefinition!.Containers.SelectMany(c => c.Ports).Select(p => p.Name))}; use the name of an endpoint.");

    /// <summary>A load balancer's target is a container and a port of it (Amazon ECS API Reference, "LoadBalancer").</summary>
    public static IEnumerable<TemplateViolation> LoadBalancerTargets(EcsTopology topology)
    {
        foreach (var service in topology.Services.Where(s => s.TaskDefinition is { HasUnknownPorts: false }))
        {
            foreach (var target in service.LoadBalancers.Where(t => t.Port is not null && t.Container?.Contains(Placeholder.Open) == false || service.TaskDefinition!.Containers.Any(c => c.Name == t.Container)))
            {
                if (service.TaskDefinition!.Containers.FirstOrDefault(c => c.Name == target.Container) is not { } container)
                {
                    yield return topology.Violation(LoadBalancer, service, $"the load balancer sends to container '{target.Container}', but the task has {List(service.TaskDefinition.Containers.Select(c => c.Name))}; name one of them.");
                }
                else if (target.Port is not null && container.Ports.All(p => p.Port != target.Port))
                {
                    yield return topology.Violation(LoadBalancer, service, $"the load balancer sends to port {target.Port} of container {container.Name}, which listens on {List(container.Ports.Select(p => p.Port?.ToString(CultureInfo.InvariantCulture)))}; use that of its endpoint.");
                }
            }
        }
    }

    /// <summary>A container waits for one of the same task, and for its health only if it has a check (Amazon ECS API Reference, "ContainerDependency").</summary>
    public static IEnumerable<TemplateViolation> ContainerDependencies(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from container in task.Containers
        from dependency in container.Definition["DependsOn"].Items
        let name = dependency["ContainerName"].Text
        where !task.HasUnknownContainers && name?.Contains(Placeholder.Open) == false
        let other = task.Containers.FirstOrDefault(c => c.Name == name)
        where other is null || (dependency["Condition"].Text == "HEALTHY" && !other.HasHealthCheck)
        select topology.Violation(Container, task, other is null
            ? $"container {container.Name} waits for '{name}', but the task has {List(task.Containers.Select(c => c.Name))}; name one of them."
            : $"container {container.Name} waits until {name} is healthy, which has no health check; give it one.");

    /// <summary>A container mounts a volume of its task definition (Amazon ECS API Reference, "MountPoint").</summary>
    public static IEnumerable<TemplateViolation> Volumes(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        where !task.Resource["Volumes"].IsUnknownList
        let volumes = task.Resource["Volumes"].Items.Select(v => v["Name"].Text).ToList()
        where !volumes.Any(v => v?.Contains(Placeholder.Open) == true)
        from container in task.Containers
        from mount in container.Mounts
        where !volumes.Contains(mount.Volume) && mount.Volume?.Contains(Placeholder.Open) != true
        select topology.Violation(Volume, task, $"container {container.Name} mounts volume '{mount.Volume}', but the task has {List(volumes)}; name one of them.");

    /// <summary>
    /// A secret variable's key is one of the secret's JSON (Amazon ECS Developer Guide, "Pass Secrets Manager secrets
    /// through environment variables"); otherwise the task does not start.
    /// </summary>
    public static IEnumerable<TemplateViolation> SecretKeys(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from container in task.Containers
        from variable in container.Secrets
        let source = topology.Secrets.Source(variable.Value)
        where source is { Secret: not null, Key: not null }
        let keys = topology.Secrets.KeysOf(source.Secret!)
        where keys is not null && !keys.Contains(source.Key)
        select topology.Violation(SecretKey, task, $"variable {variable.Name} reads key '{source.Key}' of secret {source.Secret!.LogicalId}, which has {List(keys)}; name one of them.");

    /// <summary>
    /// A scaling policy on Service Connect's metrics names what is served (Amazon ECS Developer Guide, "Amazon ECS
    /// CloudWatch metrics": DiscoveryName, TargetDiscoveryName); on any other name it never scales.
    /// </summary>
    public static IEnumerable<TemplateViolation> MetricDimensions(EcsTopology topology) =>
        from policy in topology.Template.OfType("AWS::ApplicationAutoScaling::ScalingPolicy")
        let custom = policy["TargetTrackingScalingPolicyConfiguration"]["CustomizedMetricSpecification"]
        from metric in custom["Metrics"].Items.Select(m => m["MetricStat"]["Metric"]).Append(custom)
        where metric["Namespace"].Text == "AWS/ECS"
        from dimension in metric["Dimensions"].Items
        where dimension["Name"].Text is "DiscoveryName" or "TargetDiscoveryName"
        let name = dimension["Value"].Text ?? ""
        where !name.Contains(Placeholder.Open) && topology.Endpoints.Count > 0 && topology.Endpoints.All(e => e.DiscoveryName != name && !e.DiscoveryName.Contains(Placeholder.Open))
        select topology.Violation(Metric, topology.Services.FirstOrDefault(s => s.Scaling.Any(t => t.Resource.LogicalId == policy["ScalingTargetId"].Target))?.Resource ?? policy,
            $"it scales on the metrics of '{name}', but what is served is {List(topology.Endpoints.Select(e => e.DiscoveryName))}; use one of these.");

    /// <summary>A container takes the volumes of one of its task (Amazon ECS API Reference, "VolumeFrom").</summary>
    public static IEnumerable<TemplateViolation> VolumesOfOthers(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        where !task.HasUnknownContainers
        from container in task.Containers
        from source in container.Definition["VolumesFrom"].Items.Select(v => v["SourceContainer"].Text).OfType<string>()
        where !source.Contains(Placeholder.Open) && task.Containers.All(c => c.Name != source)
        select topology.Violation(Container, task, $"container {container.Name} takes the volumes of '{source}', but the task has {List(task.Containers.Select(c => c.Name))}; name one of them.");

    /// <summary>A volume that a service configures is one which its task definition leaves to it, and the other way round (Amazon ECS API Reference, "ServiceVolumeConfiguration": name).</summary>
    public static IEnumerable<TemplateViolation> ConfiguredVolumes(EcsTopology topology) =>
        from service in topology.Services
        where service.TaskDefinition is not null && !service.TaskDefinition.Resource["Volumes"].IsUnknownList && !service.Resource["VolumeConfigurations"].IsUnknownList
        let left = service.TaskDefinition!.Resource["Volumes"].Items.Where(v => v["ConfiguredAtLaunch"].IsTrue || v["ConfiguredAtLaunch"].IsUnknown).Select(v => v["Name"].Text).ToList()
        let configured = service.Resource["VolumeConfigurations"].Items.Select(v => v["Name"].Text).ToList()
        where !left.Concat(configured).Any(n => n is null || n.Contains(Placeholder.Open))
        let fault = configured.Except(left).FirstOrDefault() is { } unknown ? $"it configures volume '{unknown}', and its task definition leaves {List(left)} to it; give the volume there ConfiguredAtLaunch"
            : left.Except(configured).FirstOrDefault() is { } missing ? $"its task definition leaves volume '{missing}' to it (ConfiguredAtLaunch), and it does not configure that; add it to VolumeConfigurations"
            : null
        where fault is not null
        select topology.Violation(Volume, service, $"{fault}.");

    private static string List(IEnumerable<string?> names) => string.Join(", ", names.Select(n => n ?? "(unnamed)")) is { Length: > 0 } list ? list : "none";
}
