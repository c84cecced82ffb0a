using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting
{
    /// <summary>Builds the model of the application.</summary>
    public interface IDistributedApplicationBuilder
    {
        /// <summary>The host's configuration.</summary>
        ConfigurationManager Configuration { get; }

        /// <summary>The folder of the AppHost's project.</summary>
        string AppHostDirectory { get; }

        /// <summary>The AppHost's assembly.</summary>
        Assembly? AppHostAssembly { get; }

        /// <summary>The host's environment.</summary>
        IHostEnvironment Environment { get; }

        /// <summary>The host's services.</summary>
        IServiceCollection Services { get; }

        /// <summary>Tells what happens.</summary>
        IDistributedApplicationEventing Eventing { get; }

        /// <summary>What the AppHost was started for.</summary>
        DistributedApplicationExecutionContext ExecutionContext { get; }

        /// <summary>The resources so far.</summary>
        IResourceCollection Resources { get; }

        /// <summary>Adds a resource.</summary>
        /// <exception cref="DistributedApplicationException">There is one of that name.</exception>
        IResourceBuilder<T> AddResource<T>(T resource) where T : IResource;

        /// <summary>A builder for a resource that is in the model already, or need not be.</summary>
        IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource;

        /// <summary>Builds the application.</summary>
        DistributedApplication Build();
    }
}

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>The resources of a model.</summary>
    public interface IResourceCollection : IList<IResource>;

    internal sealed class ResourceCollection : System.Collections.ObjectModel.Collection<IResource>, IResourceCollection;

    /// <summary>The model of the application.</summary>
    /// <param name="resources">Its resources.</param>
    public class DistributedApplicationModel(IResourceCollection resources)
    {
        /// <summary>The resources.</summary>
        public IResourceCollection Resources { get; } = resources;
    }

    /// <summary>Builds one resource.</summary>
    public interface IResourceBuilder<out T> where T : IResource
    {
        /// <summary>The builder of the model that it belongs to.</summary>
        IDistributedApplicationBuilder ApplicationBuilder { get; }

        /// <summary>The resource.</summary>
        T Resource { get; }

        /// <summary>Says something of the resource.</summary>
        /// <param name="annotation">What.</param>
        /// <param name="behavior">What becomes of earlier annotations of the same type; they stay by default.</param>
        IResourceBuilder<T> WithAnnotation<TAnnotation>(TAnnotation annotation, ResourceAnnotationMutationBehavior behavior = ResourceAnnotationMutationBehavior.Append) where TAnnotation : IResourceAnnotation;
    }

    internal sealed class ResourceBuilder<T>(IDistributedApplicationBuilder applicationBuilder, T resource) : IResourceBuilder<T> where T : IResource
    {
        public IDistributedApplicationBuilder ApplicationBuilder { get; } = applicationBuilder;

        public T Resource { get; } = resource;

        public IResourceBuilder<T> WithAnnotation<TAnnotation>(TAnnotation annotation, ResourceAnnotationMutationBehavior behavior) where TAnnotation : IResourceAnnotation
        {
            if (behavior == ResourceAnnotationMutationBehavior.Replace)
            {
                foreach (var earlier in Resource.Annotations.OfType<TAnnotation>().ToList())
                {
                    Resource.Annotations.Remove(earlier);
                }
            }

            Resource.Annotations.Add(annotation);
            return this;
        }
    }
}
