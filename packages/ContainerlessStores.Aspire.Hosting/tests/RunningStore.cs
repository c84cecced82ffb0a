using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using ProcessesAndTools;

namespace ContainerlessStores.Tests;

/// <summary>A store of the hosting's own, run as a process on a folder that is kept.</summary>
internal sealed class RunningStore : IAsyncDisposable
{
    private readonly StoreFolder _folder;
    private readonly ChildProcess _process;

    private RunningStore(StoreFolder folder, int port, ChildProcess process)
    {
        _folder = folder;
        Port = port;
        _process = process;
    }

    public int Port { get; }

    public static async Task<RunningStore> StartAsync(IStore store, string path, CancellationToken cancellationToken)
    {
        var place = new StorePlace("a store", await StoreFolder.OpenAsync(path, "a store", cancellationToken), LoopbackPort.Free());
        var spec = await store.PrepareAsync(place, NullLogger.Instance, cancellationToken);
        var lines = new List<string>();
        var process = ChildProcess.Start(spec, (line, _) =>
        {
            lock (lines)
            {
                lines.Add(line);
            }
        });
        await LoopbackPort.WaitUntilAnsweringAsync(place.Port, process, cancellationToken);
        Assert.False(process.Exited.IsCompleted, string.Join('\n', lines));
        return new RunningStore(place.Folder, place.Port, process);
    }

    /// <summary>The store's effective user; Linux only.</summary>
    public int UserId() =>
        int.Parse(File.ReadLines($"/proc/{_process.Id}/status").Single(l => l.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[2], null);

    /// <summary>What everyone on the machine can read of the process; Linux only.</summary>
    public string CommandLine() => File.ReadAllText($"/proc/{_process.Id}/cmdline");

    /// <summary>SIGKILL, and its folder is free at once, as where the whole host is killed.</summary>
    public async Task KillAsync()
    {
        using (var process = Process.GetProcessById(_process.Id))
        {
            process.Kill();
        }

        await _process.Exited;
        _folder.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _process.StopAsync();
        _folder.Dispose();
    }
}
