namespace ProcessesAndTools;

/// <summary>The signal that asks a child process to end by itself.</summary>
public enum ProcessSignal
{
    /// <summary>SIGTERM.</summary>
    Terminate,

    /// <summary>SIGINT; PostgreSQL's "fast" shutdown, which does not wait for its clients.</summary>
    Interrupt,

    /// <summary>SIGKILL, for what has nothing to put in order.</summary>
    Kill,
}
