namespace Aspire.Hosting.ApplicationModel;

/// <summary>Adds environment variables to a resource when they are asked for.</summary>
public class EnvironmentCallbackAnnotation : IResourceAnnotation
{
    /// <summary>Makes the annotation of a callback.</summary>
    public EnvironmentCallbackAnnotation(Func<EnvironmentCallbackContext, Task> callback) => Callback = callback;

    /// <summary>The callback.</summary>
    public Func<EnvironmentCallbackContext, Task> Callback { get; }
}

/// <summary>The environment variables of a resource while they are gathered.</summary>
/// <param name="executionContext">Whether the application runs or is published.</param>
/// <param name="resource">The resource.</param>
/// <param name="environmentVariables">Where to gather them; a new dictionary by default.</param>
/// <param name="cancellationToken">Ends the gathering.</param>
public class EnvironmentCallbackContext(DistributedApplicationExecutionContext executionContext, IResource resource, Dictionary<string, object>? environmentVariables = null, CancellationToken cancellationToken = default)
{
    /// <summary>The variables: strings, and values that become strings when the resource starts.</summary>
    public Dictionary<string, object> EnvironmentVariables { get; } = environmentVariables ?? [];

    /// <summary>The resource whose variables they are.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Whether the application runs or is published.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;

    /// <summary>Ends the gathering.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}
