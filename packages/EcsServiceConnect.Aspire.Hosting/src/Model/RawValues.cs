using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>The variables and arguments of a resource as the AppHost's callbacks give them: texts, and objects of Aspire's model.</summary>
internal sealed record RawValues(IReadOnlyDictionary<string, object> Variables, IReadOnlyList<object> Arguments)
{
    // What tells a .NET project on which ports to listen.
    private const string HttpsPorts = "HTTPS_PORTS";
    private const string KestrelPrefix = "Kestrel__Endpoints__";

    public static async Task<RawValues> OfAsync(IResource resource, DistributedApplicationExecutionContext executionContext, CancellationToken cancellationToken)
    {
        var variables = new EnvironmentCallbackContext(executionContext, resource, cancellationToken: cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(variables).ConfigureAwait(false);
        }

        var arguments = new List<object>();
        var argumentsContext = new CommandLineArgsCallbackContext(arguments, resource, cancellationToken) { ExecutionContext = executionContext };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await annotation.Callback(argumentsContext).ConfigureAwait(false);
        }

        return new(variables.EnvironmentVariables, arguments);
    }

    /// <summary>Whether one of them tells the container to listen at an endpoint of its own.</summary>
    public bool Tell(EndpointAnnotation endpoint) => endpoint.UriScheme == "https"
        ? Variables.Any(v => (v.Key == HttpsPorts || v.Key.StartsWith(KestrelPrefix, StringComparison.Ordinal)) && Names(v.Value, endpoint))
        : Variables.Values.Concat(Arguments).Any(v => Names(v, endpoint));

    /// <summary>The parameters in them, whether given as they are or as part of a text.</summary>
    public IEnumerable<ParameterResource> Parameters() => Variables.Values.Concat(Arguments).SelectMany(ParametersIn);

    private static IEnumerable<ParameterResource> ParametersIn(object? value) => value switch
    {
        ParameterResource parameter => [parameter],
        ConnectionStringReference reference => ParametersIn(reference.Resource),
        IResourceWithConnectionString resource => ParametersIn(resource.ConnectionStringExpression),
        ReferenceExpression { IsConditional: false } expression => expression.ValueProviders.SelectMany(ParametersIn),
        _ => [],
    };

    private static bool Names(object? value, EndpointAnnotation endpoint) => value switch
    {
        EndpointReferenceExpression { Property: EndpointProperty.TargetPort, Endpoint: { Exists: true } named } => named.EndpointAnnotation == endpoint,
        ReferenceExpression expression => expression.ValueProviders.Any(v => Names(v, endpoint)),
        _ => false,
    };
}
