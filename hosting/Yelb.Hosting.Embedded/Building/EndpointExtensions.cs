using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Declares an endpoint.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="port">The port that callers use; a free one by default.</param>
    /// <param name="targetPort">The port that the process listens on; the host's choice by default.</param>
    /// <param name="scheme">The scheme; <c>tcp</c> by default.</param>
    /// <param name="name">The name; the scheme by default.</param>
    /// <param name="env">A variable that tells the process its port; none by default.</param>
    /// <param name="isProxied">Whether a proxy may stand before the process; yes by default.</param>
    /// <param name="isExternal">Whether callers come from outside; not by default.</param>
    /// <param name="protocol">The transport protocol; TCP by default.</param>
    /// <exception cref="DistributedApplicationException">The resource has an endpoint of that name.</exception>
    public static IResourceBuilder<T> WithEndpoint<T>(this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? scheme = null, [EndpointName] string? name = null, string? env = null, bool? isProxied = null, bool? isExternal = null, ProtocolType? protocol = null) where T : IResourceWithEndpoints
    {
        var annotation = new EndpointAnnotation(protocol ?? ProtocolType.Tcp, scheme, transport: null, name, port, targetPort, isExternal, isProxied);
        if (builder.Resource.Annotations.OfType<EndpointAnnotation>().Any(e => string.Equals(e.Name, annotation.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new DistributedApplicationException($"'{builder.Resource.Name}' has an endpoint named '{annotation.Name}' already; give this one another name.");
        }

        if (env is not null && builder.Resource is IResourceWithEnvironment)
        {
            var targetPortExpression = new EndpointReference(builder.Resource, annotation.Name).Property(EndpointProperty.TargetPort);
            builder.WithAnnotation(new EnvironmentCallbackAnnotation(context =>
            {
                context.EnvironmentVariables[env] = targetPortExpression;
                return Task.CompletedTask;
            }));
        }

        return builder.WithAnnotation(annotation);
    }

    /// <summary>Changes an endpoint, or declares it where there is none of that name.</summary>
    public static IResourceBuilder<T> WithEndpoint<T>(this IResourceBuilder<T> builder, [EndpointName] string endpointName, Action<EndpointAnnotation> callback, bool createIfNotExists = true) where T : IResourceWithEndpoints
    {
        var annotation = builder.Resource.Annotations.OfType<EndpointAnnotation>().SingleOrDefault(e => string.Equals(e.Name, endpointName, StringComparison.OrdinalIgnoreCase));
        if (annotation is null && createIfNotExists)
        {
            annotation = new EndpointAnnotation(ProtocolType.Tcp, name: endpointName);
            builder.WithAnnotation(annotation);
        }

        if (annotation is not null)
        {
            callback(annotation);
        }

        return builder;
    }

    /// <summary>Declares an HTTP endpoint; see the general form for the parameters.</summary>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, [EndpointName] string? name = null, string? env = null, bool? isProxied = null) where T : IResourceWithEndpoints =>
        builder.WithEndpoint(port, targetPort, scheme: "http", name, env, isProxied);

    /// <summary>Opens the HTTP endpoints to callers from outside the application.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder) where T : IResourceWithEndpoints
    {
        foreach (var endpoint in builder.Resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.UriScheme is "http" or "https"))
        {
            endpoint.IsExternal = true;
        }

        return builder;
    }

    /// <summary>An endpoint of the resource, as a value.</summary>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, [EndpointName] string name) where T : IResourceWithEndpoints =>
        builder.Resource.GetEndpoint(name);
}
