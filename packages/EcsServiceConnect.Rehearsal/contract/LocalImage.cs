namespace EcsServiceConnect.Rehearsal.Contract;

/// <summary>What is run for an image: files laid over this machine's own, and what an image's configuration says of how to run.</summary>
/// <remarks>The names are those of the OCI Image Specification, "Image Configuration".</remarks>
internal sealed record LocalImage
{
    /// <summary>Where each file or folder comes from on this machine, by its path in the container.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> EntryPoint { get; init; } = [];

    public IReadOnlyList<string> Command { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public string WorkingDirectory { get; init; } = "/";

    /// <summary>Root by default.</summary>
    public ContainerUser User { get; init; } = new(0, 0);

    /// <summary>The programs that it has where programs usually are, by name, beside its files; null where that is not known, and it has this machine's.</summary>
    public IReadOnlyList<string>? Programs { get; init; }

    /// <summary>Folders that are a volume of the container's own, gone with it, where the task mounts nothing.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    public StopSignal StopSignal { get; init; } = StopSignal.SIGTERM;

    /// <summary>Where what is run behaves otherwise than the image does: a line for each.</summary>
    public IReadOnlyList<string> NotRehearsed { get; init; } = [];
}
