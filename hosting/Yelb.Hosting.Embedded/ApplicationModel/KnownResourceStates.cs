namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states that host and dashboard know.</summary>
public static class KnownResourceStates
{
    /// <summary>Waits for another resource.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>Is being started.</summary>
    public static readonly string Starting = nameof(Starting);

    /// <summary>Runs.</summary>
    public static readonly string Running = nameof(Running);

    /// <summary>Is being stopped.</summary>
    public static readonly string Stopping = nameof(Stopping);

    /// <summary>Ended by itself with a code other than 0, or was stopped.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>Ended by itself with code 0.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>Could not be started.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>Has not been started yet.</summary>
    public static readonly string NotStarted = nameof(NotStarted);

    /// <summary>The states in which nothing runs and nothing will without a command.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}

/// <summary>How states look.</summary>
public static class KnownResourceStateStyles
{
    /// <summary>Green.</summary>
    public static readonly string Success = "success";

    /// <summary>Red.</summary>
    public static readonly string Error = "error";
}
