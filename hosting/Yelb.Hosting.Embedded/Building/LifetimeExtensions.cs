using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Starts the resource only when another is healthy and ready.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency) where T : IResourceWithWaitSupport =>
        builder.WithRelationship(dependency.Resource, "WaitFor").WithAnnotation(new WaitAnnotation(dependency.Resource, WaitType.WaitUntilHealthy));

    /// <summary>Starts the resource only when somebody gives it the start command, in the dashboard or by code.</summary>
    public static IResourceBuilder<T> WithExplicitStart<T>(this IResourceBuilder<T> builder) where T : IResource =>
        builder.WithAnnotation(new ExplicitStartupAnnotation());

    /// <summary>Lets one of the host's health checks tell whether the resource is healthy.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="key">The health check's name among the host's.</param>
    public static IResourceBuilder<T> WithHealthCheck<T>(this IResourceBuilder<T> builder, string key) where T : IResource =>
        builder.WithAnnotation(new HealthCheckAnnotation(key));

    /// <summary>Lets an HTTP answer tell whether the resource is healthy.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="path">What is asked for; <c>/</c> by default.</param>
    /// <param name="statusCode">The status that means healthy; 200 by default.</param>
    /// <param name="endpointName">The endpoint that is asked; the first HTTP endpoint by default.</param>
    /// <exception cref="DistributedApplicationException">The resource has no such endpoint.</exception>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null) where T : IResourceWithEndpoints
    {
        var endpoint = builder.Resource.GetEndpoints().FirstOrDefault(e => endpointName is null ? e.IsHttp || e.IsHttps : e.EndpointName == endpointName)
            ?? throw new DistributedApplicationException($"'{builder.Resource.Name}' has no HTTP endpoint{(endpointName is null ? "" : $" named '{endpointName}'")} for its health check; declare it before, with WithHttpEndpoint.");
        var key = $"{builder.Resource.Name}_{endpoint.EndpointName}_{path ?? "/"}_{statusCode ?? 200}_check";
        builder.ApplicationBuilder.Services.AddHealthChecks().AddCheck(key, new HttpHealthCheck(endpoint, path ?? "/", statusCode ?? 200));
        return builder.WithHealthCheck(key);
    }

    /// <summary>Adds a command that people and tests can give to the resource.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="name">The command's name.</param>
    /// <param name="displayName">The button's text.</param>
    /// <param name="executeCommand">What it does.</param>
    /// <param name="commandOptions">How it looks and when it can be given.</param>
    public static IResourceBuilder<T> WithCommand<T>(this IResourceBuilder<T> builder, string name, string displayName, Func<ExecuteCommandContext, Task<ExecuteCommandResult>> executeCommand, CommandOptions? commandOptions = null) where T : IResource =>
        builder.WithAnnotation(new ResourceCommandAnnotation(name, displayName, executeCommand, commandOptions ?? new CommandOptions()));
}
