namespace ProcessesAndTools;

/// <summary>What a <see cref="ChildProcess"/> runs, and how it is stopped.</summary>
public sealed record ChildProcessSpec
{
    /// <summary>The executable: a path, or a name that is looked for on the PATH.</summary>
    public required string FileName { get; init; }

    /// <summary>Its arguments, each passed on as it is; none by default. Everyone on the machine can read them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Environment variables of its own; none by default.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether it has this process's own environment variables too; true by default.</summary>
    public bool InheritsEnvironment { get; init; } = true;

    /// <summary>The folder that it starts in; this process's own by default.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>What it reads on its standard input before the end of file; nothing by default.</summary>
    public string StandardInput { get; init; } = "";

    /// <summary>The same where it is known only after the start, in place of <see cref="StandardInput"/>; null by default.</summary>
    public Task<string>? StandardInputLater { get; init; }

    /// <summary>The signal that asks it to end; <see cref="ProcessSignal.Terminate"/> by default.</summary>
    public ProcessSignal StopSignal { get; init; } = ProcessSignal.Terminate;

    /// <summary>How long it may take to end after <see cref="StopSignal"/> before it is killed; 3 seconds by default.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Whether it runs as an unprivileged user where this process is root; false by default.
    /// Where this process is not root, it runs as the current user either way.
    /// </summary>
    public bool Unprivileged { get; init; }
}
