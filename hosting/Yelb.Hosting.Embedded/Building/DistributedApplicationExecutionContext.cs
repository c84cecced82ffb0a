namespace Aspire.Hosting;

/// <summary>What the AppHost was started for.</summary>
public enum DistributedApplicationOperation
{
    /// <summary>To run the application on this machine.</summary>
    Run,

    /// <summary>To publish it.</summary>
    Publish,
}

/// <summary>What the AppHost was started for, for those who build the model.</summary>
/// <param name="operation">To run or to publish.</param>
public class DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
{
    /// <summary>To run or to publish.</summary>
    public DistributedApplicationOperation Operation { get; } = operation;

    /// <summary>Whether the application runs on this machine.</summary>
    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;

    /// <summary>Whether it is published.</summary>
    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;
}

/// <summary>How to build the application.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>The command line; none by default.</summary>
    public string[]? Args { get; set; }

    /// <summary>The AppHost's assembly; the one that started the process by default.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>Whether to leave out the dashboard; not by default, save in tests.</summary>
    public bool DisableDashboard { get; set; }

    /// <summary>Whether the resources' logs go to the host's own as well; not by default, save in tests.</summary>
    public bool EnableResourceLogging { get; set; }
}

/// <summary>The model is wrong, or what it asks for can't be had; the message says what and where.</summary>
public class DistributedApplicationException : Exception
{
    /// <summary>An error without words.</summary>
    public DistributedApplicationException()
    {
    }

    /// <summary>An error.</summary>
    public DistributedApplicationException(string message) : base(message)
    {
    }

    /// <summary>An error that comes of another.</summary>
    public DistributedApplicationException(string message, Exception inner) : base(message, inner)
    {
    }
}
