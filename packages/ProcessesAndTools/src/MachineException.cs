namespace ProcessesAndTools;

/// <summary>
/// The machine lacks or refuses something that hosting needs: a tool, a port, a folder.
/// The message is one line that says what is wrong, where, and what to do.
/// </summary>
public sealed class MachineException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One line: what, where, what to do.</param>
    public MachineException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">One line: what, where, what to do.</param>
    /// <param name="innerException">What the machine said.</param>
    public MachineException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
