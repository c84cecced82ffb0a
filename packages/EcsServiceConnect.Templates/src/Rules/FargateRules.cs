using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A task on Fargate wants nothing that only instances have.</summary>
/// <remarks>Amazon ECS Developer Guide, "Amazon ECS task definition differences for Fargate".</remarks>
internal static class FargateRules
{
    [TemplateRule("a task or service on Fargate with what only EC2 instances have: privileges, links, folders of the host, placement, other log drivers", "Amazon ECS Developer Guide, Amazon ECS task definition differences for Fargate")]
    public const string Unsupported = "not-on-fargate";

    [TemplateRule("a service on Fargate whose task definition is not registered for it", "Amazon ECS API Reference, RegisterTaskDefinition: requiresCompatibilities")]
    public const string Incompatible = "not-registered-for-fargate";

    [TemplateRule("a platform version of Fargate that has no EFS or Service Connect", "Amazon ECS Developer Guide, Fargate platform versions for Amazon ECS")]
    public const string OldPlatform = "old-fargate-platform";

    private static readonly Version _platformWithEfs = new(1, 4, 0);

    private static readonly string[] _logDrivers = ["awslogs", "splunk", "awsfirelens"];

    private static readonly string[] _ofContainers =
        ["DisableNetworking", "DnsSearchDomains", "DnsServers", "DockerSecurityOptions", "ExtraHosts", "Hostname", "Links", "Privileged"];

    private static readonly string[] _ofLinux = ["Devices", "MaxSwap", "SharedMemorySize", "Swappiness", "Tmpfs"];

    /// <summary>What the containers and the task definition have.</summary>
    public static IEnumerable<TemplateViolation> Tasks(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        where IsOnFargate(topology, task)
        from what in InTask(task).Concat(task.Containers.SelectMany(InContainer))
        select topology.Violation(Unsupported, task, $"{what}, which Fargate does not have; leave it out, or run the service on instances.");

    /// <summary>What the services have: Fargate spreads tasks over zones by itself.</summary>
    /// <remarks>Amazon ECS API Reference, "CreateService", placementConstraints, placementStrategy, and schedulingStrategy ("Tasks using the Fargate launch type … don't support the DAEMON scheduling strategy").</remarks>
    public static IEnumerable<TemplateViolation> Services(EcsTopology topology) =>
        from service in topology.Services
        where RunsOnFargate(service)
        from what in new[]
        {
            service.Resource["SchedulingStrategy"].Text == "DAEMON" ? "it is a daemon" : null,
            service.Resource["PlacementConstraints"].Items.Count > 0 ? "it has placement constraints" : null,
            service.Resource["PlacementStrategies"].Items.Count > 0 ? "it has placement strategies" : null,
            IsOtherDriver(service.Resource["ServiceConnectConfiguration"]["LogConfiguration"]["LogDriver"].Text) ? $"its proxy has the log driver {service.Resource["ServiceConnectConfiguration"]["LogConfiguration"]["LogDriver"].Text}" : null,
        }.OfType<string>()
        select topology.Violation(Unsupported, service, $"{what}, which Fargate does not have; leave that out.");

    /// <summary>ECS does not run on Fargate what was registered for instances alone; without a word it finds out whether it can only when the service is made.</summary>
    public static IEnumerable<TemplateViolation> Compatibilities(EcsTopology topology) =>
        from service in topology.Services
        let task = service.TaskDefinition
        where task is not null && RunsOnFargate(service)
        let given = task.Resource["RequiresCompatibilities"]
        where !given.IsPresent || (given.Items.Count > 0 && given.Items.All(c => c.Text is { } text && text != "FARGATE" && !text.Contains(Placeholder.Open)))
        select topology.Violation(Incompatible, service, $"it runs on Fargate, but its task definition {task.Resource.LogicalId} requires {(given.IsPresent ? string.Join(", ", given.Items.Select(c => c.Text)) : "nothing")}; set RequiresCompatibilities to FARGATE.") with { IsAdvice = !given.IsPresent };

    /// <summary>Both came with Linux platform version 1.4.0.</summary>
    public static IEnumerable<TemplateViolation> Platforms(EcsTopology topology) =>
        from service in topology.Services
        let text = service.Resource["PlatformVersion"].Text
        where Version.TryParse(text, out var version) && version < _platformWithEfs && (service.IsConnected || service.TaskDefinition?.Volumes.Count > 0)
        select topology.Violation(OldPlatform, service, $"it runs on platform version {text} of Fargate, and {(service.IsConnected ? "Service Connect" : "Amazon EFS")} needs {_platformWithEfs}; leave PlatformVersion out for the newest.");

    // Where it says so itself; a task definition may be for both.
    private static bool RunsOnFargate(ServiceDefinition service) =>
        service.LaunchType == "FARGATE" || service.CapacityProviders.Any(p => p is "FARGATE" or "FARGATE_SPOT");

    private static bool IsOnFargate(EcsTopology topology, TaskDefinition task) =>
        task.Resource["RequiresCompatibilities"].Items.Any(c => c.Text == "FARGATE") || topology.ServicesOf(task).Any(s => s.IsFargate);

    private static IEnumerable<string> InTask(TaskDefinition task)
    {
        if (task.Resource["PidMode"].Text == "host")
        {
            yield return "it shares the host's processes (PidMode)";
        }

        if (task.Resource["IpcMode"].IsPresent)
        {
            yield return "it shares memory with others (IpcMode)";
        }

        if (task.Resource["PlacementConstraints"].Items.Count > 0)
        {
            yield return "its task definition has placement constraints";
        }

        foreach (var volume in task.Resource["Volumes"].Items)
        {
            if (volume["Host"]["SourcePath"].IsPresent)
            {
                yield return $"volume {volume["Name"].Text} is folder {volume["Host"]["SourcePath"].Text} of the host";
            }

            if (volume["DockerVolumeConfiguration"].IsPresent)
            {
                yield return $"volume {volume["Name"].Text} is Docker's own";
            }
        }
    }

    private static IEnumerable<string> InContainer(Container container)
    {
        foreach (var property in _ofContainers.Where(p => IsSet(container.Definition[p])))
        {
            yield return $"container {container.Name} has {property}";
        }

        foreach (var property in _ofLinux.Where(p => IsSet(container.Definition["LinuxParameters"][p])))
        {
            yield return $"container {container.Name} has {property}";
        }

        // "Fargate only supports adding the SYS_PTRACE kernel capability" (Amazon ECS API Reference, KernelCapabilities).
        foreach (var capability in container.Definition["LinuxParameters"]["Capabilities"]["Add"].Items.Select(c => c.Text).Where(c => c is not null and not "SYS_PTRACE" && !c.Contains(Placeholder.Open)))
        {
            yield return $"container {container.Name} has the kernel capability {capability}";
        }

        if (container.Definition["ResourceRequirements"].Items.Any(r => r["Type"].Text == "GPU"))
        {
            yield return $"container {container.Name} has a GPU";
        }

        var driver = container.Definition["LogConfiguration"]["LogDriver"].Text;
        if (IsOtherDriver(driver))
        {
            yield return $"container {container.Name} has the log driver {driver} (there are {string.Join(", ", _logDrivers)})";
        }
    }

    private static bool IsOtherDriver(string? driver) => driver is not null && !driver.Contains(Placeholder.Open) && !_logDrivers.Contains(driver);

    // False, an empty list and 0 are as good as nothing; what only AWS knows may be.
    private static bool IsSet(TemplateValue value) =>
        value.Items.Count > 0 || (value.Text is { } text && text is not ("false" or "False" or "0" or "") && !text.Contains(Placeholder.Open));
}
