namespace Aspire.Hosting.ApplicationModel;

/// <summary>Adds command-line arguments to a resource when they are asked for.</summary>
public class CommandLineArgsCallbackAnnotation : IResourceAnnotation
{
    /// <summary>Makes the annotation of a callback.</summary>
    public CommandLineArgsCallbackAnnotation(Func<CommandLineArgsCallbackContext, Task> callback) => Callback = callback;

    /// <summary>The callback.</summary>
    public Func<CommandLineArgsCallbackContext, Task> Callback { get; }
}

/// <summary>The command-line arguments of a resource while they are gathered.</summary>
/// <param name="args">Where to gather them.</param>
/// <param name="resource">The resource.</param>
/// <param name="cancellationToken">Ends the gathering.</param>
public sealed class CommandLineArgsCallbackContext(IList<object> args, IResource? resource, CancellationToken cancellationToken = default)
{
    /// <summary>The arguments: strings, and values that become strings when the resource starts.</summary>
    public IList<object> Args { get; } = args;

    /// <summary>The resource whose arguments they are.</summary>
    public IResource Resource { get; } = resource!;

    /// <summary>Ends the gathering.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Whether the application runs or is published.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; init; } = new(DistributedApplicationOperation.Run);
}
