using System.Net;
using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.ServiceConnect;

/// <summary>A Cloud Map namespace as Service Connect uses it: the endpoints that ECS services have made in it.</summary>
internal sealed class CloudMapNamespace
{
    private readonly List<CloudMapService> _services = [];

    /// <summary>What is known now. A task keeps what it saw when it started.</summary>
    public IReadOnlyList<CloudMapService> Services
    {
        get
        {
            lock (_services)
            {
                return [.. _services];
            }
        }
    }

    /// <summary>Makes an endpoint known, as ECS does when the service that serves it is created.</summary>
    public CloudMapService Create(string serviceName, EndpointPlan endpoint)
    {
        var service = new CloudMapService(serviceName, endpoint);
        lock (_services)
        {
            _services.Add(service);
        }

        return service;
    }
}

/// <summary>An endpoint and the tasks that serve it now.</summary>
/// <param name="serviceName">The ECS service.</param>
/// <param name="endpoint">What it serves.</param>
internal sealed class CloudMapService(string serviceName, EndpointPlan endpoint)
{
    private volatile IReadOnlyList<CloudMapInstance> _instances = [];
    private volatile RevisionTraffic? _traffic;
    private readonly Lock _lock = new();

    public string ServiceName { get; } = serviceName;

    public EndpointPlan Endpoint { get; } = endpoint;

    public IReadOnlyList<CloudMapInstance> Instances => _instances;

    /// <summary>How traffic is shared between revisions; null where all tasks are alike, as in a rolling deployment.</summary>
    public RevisionTraffic? Traffic
    {
        get => _traffic;
        set => _traffic = value;
    }

    public void Register(CloudMapInstance instance)
    {
        lock (_lock)
        {
            _instances = [.. _instances, instance];
        }
    }

    public void Deregister(string taskId)
    {
        lock (_lock)
        {
            _instances = [.. _instances.Where(i => i.TaskId != taskId)];
        }
    }
}

/// <summary>A task that serves an endpoint.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Address">Where other tasks' proxies connect to.</param>
/// <param name="Revision">The number of the service's revision that it belongs to.</param>
internal sealed record CloudMapInstance(string TaskId, IPEndPoint Address, int Revision = 1);
