using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>Looks up what has been said of resources.</summary>
    public static class ResourceExtensions
    {
        /// <summary>The last annotation of a type.</summary>
        public static bool TryGetLastAnnotation<T>(this IResource resource, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? annotation) where T : IResourceAnnotation
        {
            annotation = resource.Annotations.OfType<T>().LastOrDefault();
            return annotation is not null;
        }

        /// <summary>The endpoints, as values.</summary>
        public static IEnumerable<EndpointReference> GetEndpoints(this IResourceWithEndpoints resource) =>
            [.. resource.Annotations.OfType<EndpointAnnotation>().Select(e => new EndpointReference(resource, e.Name))];

        /// <summary>An endpoint, as a value.</summary>
        public static EndpointReference GetEndpoint(this IResourceWithEndpoints resource, string endpointName) => new(resource, endpointName);

        /// <summary>How many copies run; 1 unless said otherwise.</summary>
        public static int GetReplicaCount(this IResource resource) => resource.TryGetLastAnnotation<ReplicaAnnotation>(out var replicas) ? replicas.Replicas : 1;
    }

    /// <summary>Looks up resources of a model.</summary>
    public static class DistributedApplicationModelExtensions
    {
        /// <summary>The resources that run as a process or container of their own.</summary>
        public static IEnumerable<IResource> GetComputeResources(this DistributedApplicationModel model) => model.Resources.Where(r => r is IComputeResource);
    }

    /// <summary>Marks the parameter that names an endpoint, for Aspire's analyzers.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class EndpointNameAttribute : Attribute;

    /// <summary>Marks the parameter that names a resource, for Aspire's analyzers.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class ResourceNameAttribute : Attribute;
}

namespace Aspire.Hosting
{
    /// <summary>Says what is shown of resources that run themselves.</summary>
    public static class CustomResourceExtensions
    {
        /// <summary>What is shown of the resource before it starts.</summary>
        public static IResourceBuilder<TResource> WithInitialState<TResource>(this IResourceBuilder<TResource> builder, CustomResourceSnapshot initialSnapshot) where TResource : IResource =>
            builder.WithAnnotation(new ResourceSnapshotAnnotation(initialSnapshot), ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>Subscribes to what happens to one resource.</summary>
    public static class DistributedApplicationEventingExtensions
    {
        /// <summary>Calls back when a resource that runs itself should do so.</summary>
        public static IResourceBuilder<T> OnInitializeResource<T>(this IResourceBuilder<T> builder, Func<T, InitializeResourceEvent, CancellationToken, Task> callback) where T : IResource
        {
            builder.ApplicationBuilder.Eventing.Subscribe<InitializeResourceEvent>(builder.Resource, (@event, cancellationToken) => callback(builder.Resource, @event, cancellationToken));
            return builder;
        }
    }
}
