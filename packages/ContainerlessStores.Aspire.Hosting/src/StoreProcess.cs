using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ProcessesAndTools;

namespace ContainerlessStores;

/// <summary>Runs a store as a process for a resource of the model: starts it with the host, on command, and stops it.</summary>
/// <param name="resource">The resource.</param>
/// <param name="endpoint">The endpoint that the store is reached at.</param>
/// <param name="store">What runs.</param>
/// <param name="keptData">The folder of this AppHost's volumes.</param>
internal sealed partial class StoreProcess(IResource resource, EndpointAnnotation endpoint, IStore store, string keptData) : IAsyncDisposable
{
    // One start or stop at a time. Nothing of it needs to be disposed of.
    private readonly SemaphoreSlim _turn = new(1);
    private StoreStates? _states;
    private ILogger? _log;
    private ILogger? _output;
    private CancellationToken _hostStopping;
    private StoreFolder? _folder;
    private ChildProcess? _process;
    private Task _ending = Task.CompletedTask;
    private volatile bool _stopWanted;

    /// <summary>Says where the store will be, and starts it.</summary>
    public async Task InitializeAsync(InitializeResourceEvent host, CancellationToken cancellationToken)
    {
        _states = new StoreStates(resource, endpoint, host);
        _output = host.Logger;
        _log = new StoreLogger(host.Logger, host.Services.GetRequiredService<ILoggerFactory>().CreateLogger($"Resources.{resource.Name}"));
        _hostStopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

        // By address: "localhost" may also be ::1, where someone else can listen on this port.
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "127.0.0.1", endpoint.Port ?? LoopbackPort.Free());
        await _states.AllocatedAsync(cancellationToken).ConfigureAwait(false);
        await StartAsync().ConfigureAwait(false);
    }

    /// <summary>Starts the store where it does not run; returns what prevents that, or null.</summary>
    public async Task<string?> StartAsync()
    {
        await _turn.WaitAsync(_hostStopping).ConfigureAwait(false);
        try
        {
            if (!_ending.IsCompleted)
            {
                return null;
            }

            await _states!.StartingAsync(_hostStopping).ConfigureAwait(false);
            return await LaunchAsync(_hostStopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_hostStopping.IsCancellationRequested)
        {
            return "The AppHost is stopping.";
        }
#pragma warning disable CA1031 // Whatever it is, the store does not run; the host goes on and shows it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogCannotStart(_log!, e is MachineException ? null : e, resource.Name, e.Message);
            await _states!.FailedToStartAsync().ConfigureAwait(false);
            return e.Message;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Stops the store where it runs, and returns when it is gone.</summary>
    public async Task StopAsync()
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await StopInTurnAsync().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Stops the store for good: what is not kept is deleted. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await StopInTurnAsync().ConfigureAwait(false);
            _folder?.Dispose();
            _folder = null;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task StopInTurnAsync()
    {
        if (!_ending.IsCompleted)
        {
            _stopWanted = true;
            await _states!.StoppingAsync().ConfigureAwait(false);
            await _process!.StopAsync(CancellationToken.None).ConfigureAwait(false);
            await _ending.ConfigureAwait(false);
        }
    }

    private async Task<string?> LaunchAsync(CancellationToken cancellationToken)
    {
        var port = endpoint.AllocatedEndpoint!.Port;
        await LoopbackPort.WaitUntilFreeAsync(port, resource.Name, cancellationToken).ConfigureAwait(false);
        _folder ??= await OpenFolderAsync(cancellationToken).ConfigureAwait(false);
        var spec = await store.PrepareAsync(new StorePlace(resource.Name, _folder, port), _log!, cancellationToken).ConfigureAwait(false);
        _stopWanted = false;
        var process = ChildProcess.Start(spec, (line, _) => LogOutput(_output!, line));
        try
        {
            _process = process;
            await LoopbackPort.WaitUntilAnsweringAsync(port, process, cancellationToken).ConfigureAwait(false);
            if (process.Exited.IsCompleted)
            {
                return $"{resource.Name} ended at once; see its log.";
            }

            await _states!.RunningAsync(spec, process.Id).ConfigureAwait(false);
            return null;
        }
        finally
        {
            _ending = ObserveEndAsync(process);
        }
    }

    private async Task ObserveEndAsync(ChildProcess process)
    {
        var code = await process.Exited.ConfigureAwait(false);
        if (!_stopWanted)
        {
            LogEnded(_log!, resource.Name, code);
        }

        // A server that leaves our SIGTERM to its runtime ends with 143, which says no more than that it was stopped.
        await _states!.EndedAsync(_stopWanted && code == 143 ? 0 : code, _stopWanted).ConfigureAwait(false);
    }

    private Task<StoreFolder> OpenFolderAsync(CancellationToken cancellationToken)
    {
        var mounts = resource.Annotations.OfType<ContainerMountAnnotation>().ToList();
        if (mounts.Find(m => m.Type == ContainerMountType.BindMount) is { } bind)
        {
            throw new MachineException($"{resource.Name} mounts {bind.Source}, which only a container can: use WithDataVolume, or start a container runtime.");
        }

        return mounts.Find(m => m is { Type: ContainerMountType.Volume, Source: not null })?.Source is { } volume
            ? StoreFolder.OpenAsync(Path.Combine(keptData, volume), resource.Name, cancellationToken)
            : Task.FromResult(StoreFolder.OpenThrowAway());
    }

    [LoggerMessage(LogLevel.Information, "{Line}")]
    private static partial void LogOutput(ILogger logger, string line);

    [LoggerMessage(LogLevel.Error, "{Resource} does not start: {Reason}")]
    private static partial void LogCannotStart(ILogger logger, Exception? exception, string resource, string reason);

    [LoggerMessage(LogLevel.Error, "{Resource} ended with exit code {ExitCode}.")]
    private static partial void LogEnded(ILogger logger, string resource, int exitCode);
}
