using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The application is about to start; the model can still be changed.</summary>
/// <param name="services">The host's services.</param>
/// <param name="model">The model.</param>
public class BeforeStartEvent(IServiceProvider services, DistributedApplicationModel model) : IDistributedApplicationEvent
{
    /// <summary>The host's services.</summary>
    public IServiceProvider Services { get; } = services;

    /// <summary>The model.</summary>
    public DistributedApplicationModel Model { get; } = model;
}

/// <summary>A resource that runs itself, rather than being run by the host, should do so now.</summary>
public class InitializeResourceEvent : IDistributedApplicationResourceEvent
{
    private readonly ResourceLoggerService _resourceLoggerService;

    /// <summary>Makes the event.</summary>
    public InitializeResourceEvent(IResource resource, IDistributedApplicationEventing distributedApplicationEventing, ResourceLoggerService resourceLoggerService, ResourceNotificationService resourceNotificationService, IServiceProvider services)
    {
        Resource = resource;
        Eventing = distributedApplicationEventing;
        Notifications = resourceNotificationService;
        Services = services;
        _resourceLoggerService = resourceLoggerService;
    }

    /// <inheritdoc/>
    public IResource Resource { get; }

    /// <summary>Where to say what happens to it.</summary>
    public IDistributedApplicationEventing Eventing { get; }

    /// <summary>Where to say what is known of it.</summary>
    public ResourceNotificationService Notifications { get; }

    /// <summary>The host's services.</summary>
    public IServiceProvider Services { get; }

    /// <summary>The resource's log.</summary>
    public ILogger Logger => _resourceLoggerService.GetLogger(Resource);
}

/// <summary>It is known where all endpoints of a resource can be reached.</summary>
/// <param name="resource">The resource.</param>
/// <param name="services">The host's services.</param>
public class ResourceEndpointsAllocatedEvent(IResource resource, IServiceProvider services) : IDistributedApplicationResourceEvent
{
    /// <inheritdoc/>
    public IResource Resource { get; } = resource;

    /// <summary>The host's services.</summary>
    public IServiceProvider Services { get; } = services;
}

/// <summary>The connection string of a resource can be had.</summary>
/// <param name="resource">The resource.</param>
/// <param name="services">The host's services.</param>
public class ConnectionStringAvailableEvent(IResource resource, IServiceProvider services) : IDistributedApplicationResourceEvent
{
    /// <inheritdoc/>
    public IResource Resource { get; } = resource;

    /// <summary>The host's services.</summary>
    public IServiceProvider Services { get; } = services;
}

/// <summary>A resource is about to start.</summary>
/// <param name="resource">The resource.</param>
/// <param name="services">The host's services.</param>
public class BeforeResourceStartedEvent(IResource resource, IServiceProvider services) : IDistributedApplicationResourceEvent
{
    /// <inheritdoc/>
    public IResource Resource { get; } = resource;

    /// <summary>The host's services.</summary>
    public IServiceProvider Services { get; } = services;
}

/// <summary>A resource runs and is healthy.</summary>
/// <param name="resource">The resource.</param>
/// <param name="services">The host's services.</param>
public class ResourceReadyEvent(IResource resource, IServiceProvider services) : IDistributedApplicationResourceEvent
{
    /// <inheritdoc/>
    public IResource Resource { get; } = resource;

    /// <summary>The host's services.</summary>
    public IServiceProvider Services { get; } = services;
}

/// <summary>What is known of a resource has changed.</summary>
/// <param name="resource">The resource.</param>
/// <param name="resourceId">Its name, or the id of the replica that it is about.</param>
/// <param name="snapshot">What is known.</param>
public class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Its name, or the id of the replica.</summary>
    public string ResourceId { get; } = resourceId;

    /// <summary>What is known of it.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}
