using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A task has a size that Fargate has, with room for its containers and for Service Connect's proxy.</summary>
internal static class TaskSizeRules
{
    [TemplateRule("CPU and memory that Fargate does not have", "Amazon ECS Developer Guide, Amazon ECS task definition parameters for Fargate")]
    public const string Impossible = "impossible-size";

    [TemplateRule("less than 256 CPU units and 64 MiB left for the proxy", "Amazon ECS Developer Guide, Use Service Connect to connect Amazon ECS services with short names", IsPractice = true)]
    public const string NoProxyRoom = "no-room-for-proxy";

    [TemplateRule("containers that take more than their task has", "Amazon ECS API Reference, ContainerDefinition: cpu, memory")]
    public const string TooLarge = "containers-above-task-size";

    [TemplateRule("ephemeral storage that Fargate does not have", "Amazon ECS API Reference, EphemeralStorage")]
    public const string Storage = "impossible-storage";

    [TemplateRule("more than the 120 s that Fargate gives", "Amazon ECS API Reference, ContainerDefinition: stopTimeout")]
    public const string StopTimeout = "stop-timeout-too-long";

    /// <summary>CPU and memory are a pair of Fargate's table.</summary>
    public static IEnumerable<TemplateViolation> SizesExist(EcsTopology topology) =>
        from task in FargateTasks(topology)
        where !task.Resource["Cpu"].IsUnknown && !task.Resource["Memory"].IsUnknown && FargateSizes.MemoryWith(task.Cpu)?.Contains(task.Memory ?? 0) is not true
        select topology.Violation(Impossible, task, $"Fargate has no size with {task.Resource["Cpu"].Text ?? "no"} CPU units and {task.Resource["Memory"].Text ?? "no"} MiB; {Advice(task.Cpu)}.");

    /// <summary>The containers' CPU, reservations and limits are within the task's.</summary>
    /// <remarks>Amazon ECS API Reference, "ContainerDefinition": the sum of cpu, of memory and of memoryReservation is at most the task's.</remarks>
    public static IEnumerable<TemplateViolation> ContainersFit(EcsTopology topology) =>
        from task in FargateTasks(topology)
        let above = Above(task)
        where above is not null
        select topology.Violation(TooLarge, task, $"its containers take {above}; enlarge the task or lower their limits.");

    /// <summary>Of a task with Service Connect's proxy, enough CPU units and MiB are left for it, and some CPU for the application.</summary>
    public static IEnumerable<TemplateViolation> ProxyFits(EcsTopology topology) =>
        from task in FargateTasks(topology)
        where topology.ServicesOf(task).Any(s => s.IsConnected) && Above(task) is null
        let cpu = task.Cpu - Sum(task, "Cpu")
        let memory = task.Memory - TakenMemory(task)
        where cpu < FargateSizes.ProxyCpu || task.Cpu <= FargateSizes.ProxyCpu || memory < FargateSizes.ProxyMemory
        select topology.Violation(NoProxyRoom, task, $"{task.Cpu} CPU units and {task.Memory} MiB leave no room for Service Connect's proxy, which takes {FargateSizes.ProxyCpu} and {FargateSizes.ProxyMemory} besides the containers'; enlarge the task.");

    /// <summary>Ephemeral storage is 21 to 200 GiB.</summary>
    /// <remarks>Amazon ECS API Reference, "EphemeralStorage".</remarks>
    public static IEnumerable<TemplateViolation> StorageExists(EcsTopology topology) =>
        from task in FargateTasks(topology)
        let size = task.Resource["EphemeralStorage"]["SizeInGiB"].Number
        where size is < 21 or > 200
        select topology.Violation(Storage, task, $"Fargate has no ephemeral storage of {size} GiB; use 21 to 200, or leave it out for 20.");

    /// <summary>A container's stop timeout is at most 120 s.</summary>
    /// <remarks>Amazon ECS API Reference, "ContainerDefinition", stopTimeout: on Fargate "the max stop timeout value is 120 seconds".</remarks>
    public static IEnumerable<TemplateViolation> StopTimeouts(EcsTopology topology) =>
        from task in FargateTasks(topology)
        from container in task.Containers
        let seconds = container.Definition["StopTimeout"].Number
        where seconds > 120
        select topology.Violation(StopTimeout, task, $"container {container.Name} may take {seconds} s to stop, and Fargate allows 120; shorten it.");

    private static IEnumerable<TaskDefinition> FargateTasks(EcsTopology topology) =>
        topology.TaskDefinitions.Where(t => (t.IsForFargateOnly && topology.ServicesOf(t).All(s => s.IsFargate)) || topology.ServicesOf(t).Any(s => s.IsFargate));

    private static string Advice(int? cpu) => FargateSizes.MemoryWith(cpu) is { } memory
        ? $"with {cpu} it has {string.Join(", ", memory)} MiB"
        : $"it has {string.Join(", ", FargateSizes.All.Select(size => size.Cpu))} CPU units";

    private static string? Above(TaskDefinition task)
    {
        var cpu = Sum(task, "Cpu");
        var memory = TakenMemory(task);
        return cpu > task.Cpu ? $"{cpu} CPU units of the task's {task.Cpu}"
            : memory > task.Memory ? $"{memory} MiB of the task's {task.Memory}"
            : task.Containers.Any(c => c.Definition["MemoryReservation"].Number > c.Definition["Memory"].Number) ? "more MiB as a reservation than as a limit"
            : null;
    }

    // A hard limit counts where there is one, else the reservation.
    private static int TakenMemory(TaskDefinition task) =>
        task.Containers.Sum(c => c.Definition["Memory"].Number ?? c.Definition["MemoryReservation"].Number ?? 0);

    private static int Sum(TaskDefinition task, string property) => task.Containers.Sum(c => c.Definition[property].Number ?? 0);
}
