using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>A .NET project that runs as a process.</summary>
    /// <param name="name">Its name.</param>
    public class ProjectResource(string name) : Resource(name), IComputeResource, IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport;

    /// <summary>A resource that runs as a container, where something runs containers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="entrypoint">The command in place of the image's own; the image's own by default.</param>
    public class ContainerResource(string name, string? entrypoint = null) : Resource(name), IComputeResource, IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport
    {
        /// <summary>The command in place of the image's own.</summary>
        public string? Entrypoint { get; set; } = entrypoint;
    }
}

namespace Aspire.Hosting
{
    /// <summary>Where a project is. The build makes one class for each project that the AppHost references.</summary>
    public interface IProjectMetadata : IResourceAnnotation
    {
        /// <summary>The full path of the project file.</summary>
        string ProjectPath { get; }
    }
}
