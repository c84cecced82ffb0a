using Microsoft.Extensions.Hosting;

namespace ContainerlessStores;

/// <summary>Stops the stores when all that uses them has stopped, and also where the host is only disposed of.</summary>
internal sealed class StoreProcesses(IEnumerable<StoreProcess> processes) : IHostedLifecycleService, IAsyncDisposable
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(processes.Select(p => p.DisposeAsync().AsTask()));

    public async ValueTask DisposeAsync() => await StoppedAsync(CancellationToken.None).ConfigureAwait(false);
}
