using EcsServiceConnect.Rehearsal.Contract;
namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>A task definition.</summary>
/// <param name="Family">Its family.</param>
/// <param name="Cpu">CPU units, 1024 to a vCPU.</param>
/// <param name="Memory">MiB.</param>
/// <param name="Containers">Its containers.</param>
/// <param name="Volumes">Its volumes.</param>
internal sealed record TaskDefinitionPlan(string Family, int Cpu, int Memory, IReadOnlyList<ContainerPlan> Containers, IReadOnlyList<VolumePlan> Volumes);

/// <summary>A container, with its image's defaults where the task definition says nothing.</summary>
internal sealed record ContainerPlan
{
    public required string Name { get; init; }

    /// <summary>The image as the template has it.</summary>
    public required string Image { get; init; }

    /// <summary>The same container of another image: by its name, and what is run for it.</summary>
    public Func<string, LocalImage, ContainerPlan>? Of { get; init; }

    /// <summary>Where each file or folder of the image comes from on this machine, by its path in the container.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>The image's programs by name; null where they are not known, and it has this machine's.</summary>
    public IReadOnlyList<string>? Programs { get; init; }

    public required IReadOnlyList<string> EntryPoint { get; init; }

    public required IReadOnlyList<string> Command { get; init; }

    public required string WorkingDirectory { get; init; }

    /// <summary>The user's and the group's number.</summary>
    public required ContainerUser User { get; init; }

    /// <summary>The variables in plain text, those of the image among them.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The variables that ECS fetches when the task starts, with their values.</summary>
    public required IReadOnlyDictionary<string, string> Secrets { get; init; }

    public required IReadOnlyList<MountPlan> Mounts { get; init; }

    /// <summary>The image's volumes that the task mounts nothing at: empty folders that end with the container.</summary>
    public IReadOnlyList<string> OwnVolumes { get; init; } = [];

    /// <summary>Null where it has none.</summary>
    public required HealthCheckPlan? HealthCheck { get; init; }

    /// <summary>Whether the task stops with it.</summary>
    public required bool IsEssential { get; init; }

    /// <summary>Whether it can write only to its volumes.</summary>
    public required bool HasReadOnlyRoot { get; init; }

    /// <summary>The containers that come first, by name, and `START`, `COMPLETE`, `SUCCESS` or `HEALTHY`.</summary>
    public required IReadOnlyDictionary<string, string> DependsOn { get; init; }

    /// <summary>The signal that asks it to end.</summary>
    public required StopSignal StopSignal { get; init; }

    /// <summary>How long it may take to end after that signal.</summary>
    public required TimeSpan StopTimeout { get; init; }

    /// <summary>The log group; null where its output is thrown away.</summary>
    public required string? LogGroup { get; init; }

    /// <summary>What a log stream's name begins with.</summary>
    public required string LogStreamPrefix { get; init; }
}

/// <summary>A volume in a container.</summary>
internal sealed record MountPlan(string Volume, string ContainerPath, bool IsReadOnly);

/// <summary>A volume of a task.</summary>
/// <param name="Name">Its name in the task definition.</param>
/// <param name="SharedFolder">The folder below that of all file systems, for EFS; null for one that lives and ends with the task.</param>
/// <param name="Owner">Who owns the folder (an EFS access point's CreationInfo); null for root.</param>
internal sealed record VolumePlan(string Name, string? SharedFolder, ContainerUser? Owner);

/// <summary>A container's health check.</summary>
/// <param name="Command">Begins with `CMD` or `CMD-SHELL`.</param>
/// <param name="Interval">Between two checks.</param>
/// <param name="Timeout">How long one may take.</param>
/// <param name="Retries">How many failures in a row make it unhealthy.</param>
/// <param name="StartPeriod">Failures in it do not count.</param>
internal sealed record HealthCheckPlan(IReadOnlyList<string> Command, TimeSpan Interval, TimeSpan Timeout, int Retries, TimeSpan StartPeriod);
