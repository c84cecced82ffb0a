using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is known of each resource now, and who wants to know when it changes.</summary>
public class ResourceNotificationService
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceEvent> _current = [];
    private readonly List<Channel<ResourceEvent>> _watchers = [];
    private readonly IServiceProvider _services;

    internal ResourceNotificationService(IServiceProvider services) => _services = services;

    internal IReadOnlyList<ResourceEvent> Current
    {
        get
        {
            lock (_lock)
            {
                return [.. _current.Values];
            }
        }
    }

    /// <summary>Changes what is known of a resource, of all its replicas if it has any.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="stateFactory">Makes the new snapshot of the last one.</param>
    public async Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        foreach (var id in ReplicaIds.Of(resource))
        {
            await PublishUpdateAsync(resource, id, stateFactory).ConfigureAwait(false);
        }
    }

    /// <summary>Changes what is known of one replica of a resource.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="resourceId">The replica.</param>
    /// <param name="stateFactory">Makes the new snapshot of the last one.</param>
    public Task PublishUpdateAsync(IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        lock (_lock)
        {
            var last = _current.TryGetValue(resourceId, out var known) ? known.Snapshot : InitialSnapshot(resource);
            var next = stateFactory(last);
            if (next.State?.Text != KnownResourceStates.Running)
            {
                // What was healthy and ready must prove it again when it is started again.
                next = next with { Ready = null, HealthReports = [.. next.HealthReports.Select(h => h with { Status = null, Description = null, ExceptionText = null })] };
            }

            next = next with { Commands = [.. resource.Annotations.OfType<ResourceCommandAnnotation>().Select(c => c.SnapshotFor(next, _services))] };
            var changed = _current[resourceId] = new ResourceEvent(resource, resourceId, next);
            _watchers.ForEach(w => w.Writer.TryWrite(changed));
        }

        return Task.CompletedTask;
    }

    /// <summary>What is known of each resource, then each change.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<ResourceEvent>();
        lock (_lock)
        {
            foreach (var known in _current.Values)
            {
                channel.Writer.TryWrite(known);
            }

            _watchers.Add(channel);
        }

        try
        {
            await foreach (var changed in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return changed;
            }
        }
        finally
        {
            lock (_lock)
            {
                _watchers.Remove(channel);
            }
        }
    }

    /// <summary>What is known of one resource now.</summary>
    /// <param name="resourceId">Its name, or a replica's id.</param>
    /// <param name="resourceEvent">What is known.</param>
    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (_lock)
        {
            return _current.TryGetValue(resourceId, out resourceEvent);
        }
    }

    /// <summary>Waits until a resource is in a state.</summary>
    /// <param name="resourceName">The resource's name, or a replica's id.</param>
    /// <param name="targetState">The state; Running by default.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, e => e.Snapshot.State?.Text == (targetState ?? KnownResourceStates.Running), cancellationToken);

    /// <summary>Waits until something is so of a resource.</summary>
    /// <param name="resourceName">The resource's name, or a replica's id.</param>
    /// <param name="predicate">Tells whether it is so.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        await foreach (var changed in WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            if ((changed.Resource.Name == resourceName || changed.ResourceId == resourceName) && predicate(changed))
            {
                return changed;
            }
        }

        throw new OperationCanceledException($"The application ended before '{resourceName}' was as waited for.", cancellationToken);
    }

    /// <summary>Waits until a resource runs, is healthy, and those who act on its being ready have done so.</summary>
    /// <param name="resourceName">The resource's name, or a replica's id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DistributedApplicationException">It ended or could not be started.</exception>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default)
    {
        var reached = await WaitForResourceAsync(
            resourceName,
            e => e.Snapshot is { HealthStatus: HealthStatus.Healthy, Ready: not null } || KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text),
            cancellationToken).ConfigureAwait(false);
        if (reached.Snapshot.Ready is null)
        {
            throw new DistributedApplicationException($"'{resourceName}' is {reached.Snapshot.State!.Text}{(reached.Snapshot.ExitCode is { } code ? $" (exit code {code})" : "")}; its log says why.");
        }

        await reached.Snapshot.Ready.WaitAsync(cancellationToken).ConfigureAwait(false);
        return reached;
    }

    /// <summary>Waits for all that a resource should wait for.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken) =>
        WaitForDependenciesAsync(resource, ReplicaIds.Of(resource), cancellationToken);

    /// <summary>Waits for all that some replicas of a resource should wait for.</summary>
    internal async Task WaitForDependenciesAsync(IResource resource, IEnumerable<string> replicas, CancellationToken cancellationToken)
    {
        var waits = resource.Annotations.OfType<WaitAnnotation>().ToList();
        if (waits.Count > 0)
        {
            foreach (var id in replicas)
            {
                await PublishUpdateAsync(resource, id, s => s with { State = KnownResourceStates.Waiting }).ConfigureAwait(false);
            }

            // A failed dependency can be started again from the dashboard, so a waiting resource goes on waiting.
            await Task.WhenAll(waits.Select(async wait =>
            {
                var reached = await WaitForResourceAsync(wait.Resource.Name, e => e.Snapshot is { HealthStatus: HealthStatus.Healthy, Ready: not null }, cancellationToken).ConfigureAwait(false);
                await reached.Snapshot.Ready!.WaitAsync(cancellationToken).ConfigureAwait(false);
            })).ConfigureAwait(false);
        }
    }

    private static CustomResourceSnapshot InitialSnapshot(IResource resource)
    {
        var snapshot = resource.Annotations.OfType<ResourceSnapshotAnnotation>().LastOrDefault()?.InitialSnapshot ?? new CustomResourceSnapshot
        {
            ResourceType = resource.GetType().Name.Replace("Resource", "", StringComparison.Ordinal),
            Properties = [],
        };
        return snapshot with
        {
            CreationTimeStamp = snapshot.CreationTimeStamp ?? DateTime.UtcNow,
            Relationships = [.. resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(r => new RelationshipSnapshot(r.Resource.Name, r.Type)).Distinct()],
            HealthReports = [.. resource.Annotations.OfType<HealthCheckAnnotation>().Select(h => new HealthReportSnapshot(h.Key, null, null, null))],
        };
    }
}
