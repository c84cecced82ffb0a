using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.DependencyInjection;
using ProcessesAndTools;

namespace ContainerlessStores;

/// <summary>Tells the host, and so the dashboard and those who wait, what a store and its databases are doing.</summary>
internal sealed class StoreStates(IResource store, EndpointAnnotation endpoint, InitializeResourceEvent host)
{
    private readonly IReadOnlyList<IResource> _storeAndDatabases =
    [
        store,
        .. host.Services.GetRequiredService<DistributedApplicationModel>().Resources
            .Where(r => r is IResourceWithParent child && child.Parent == store),
    ];

    /// <summary>The events in the order in which Aspire publishes them for what it starts itself.</summary>
    public async Task AllocatedAsync(CancellationToken cancellationToken)
    {
        await PublishAsync(new ResourceEndpointsAllocatedEvent(store, host.Services), cancellationToken).ConfigureAwait(false);
        foreach (var resource in _storeAndDatabases)
        {
            await PublishAsync(new ConnectionStringAvailableEvent(resource, host.Services), cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await UpdateAsync(s => s with { State = KnownResourceStates.Starting, StartTimeStamp = null, StopTimeStamp = null, ExitCode = null }).ConfigureAwait(false);
        await PublishAsync(new BeforeResourceStartedEvent(store, host.Services), cancellationToken).ConfigureAwait(false);
    }

    public async Task RunningAsync(ChildProcessSpec spec, int processId)
    {
        var url = new UrlSnapshot(endpoint.Name, endpoint.AllocatedEndpoint!.UriString, IsInternal: false);
        await host.Notifications.PublishUpdateAsync(store, s => s with
        {
            // The names that the dashboard knows for executables; the path is its Source column.
            Properties =
            [
                .. s.Properties.Where(p => !p.Name.StartsWith("executable.", StringComparison.Ordinal)),
                new("executable.path", spec.FileName),
                new("executable.workDir", spec.WorkingDirectory),
                new("executable.pid", processId),
            ],
            Urls = [url],
        }).ConfigureAwait(false);
        await UpdateAsync(s => s with { State = KnownResourceStates.Running, StartTimeStamp = DateTime.UtcNow }).ConfigureAwait(false);
    }

    public Task StoppingAsync() => UpdateAsync(s => s with { State = KnownResourceStates.Stopping });

    public Task EndedAsync(int exitCode, bool wanted) => UpdateAsync(s => s with
    {
        State = wanted ? KnownResourceStates.Finished : new ResourceStateSnapshot(KnownResourceStates.Exited, KnownResourceStateStyles.Error),
        StopTimeStamp = DateTime.UtcNow,
        ExitCode = exitCode,
    });

    public Task FailedToStartAsync() => UpdateAsync(s => s with
    {
        State = new ResourceStateSnapshot(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error),
        StopTimeStamp = DateTime.UtcNow,
    });

    private Task PublishAsync<T>(T @event, CancellationToken cancellationToken)
        where T : IDistributedApplicationEvent => host.Eventing.PublishAsync(@event, cancellationToken);

    private async Task UpdateAsync(Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
    {
        foreach (var resource in _storeAndDatabases)
        {
            await host.Notifications.PublishUpdateAsync(resource, change).ConfigureAwait(false);
        }
    }
}
