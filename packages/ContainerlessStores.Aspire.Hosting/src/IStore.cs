using Microsoft.Extensions.Logging;
using ProcessesAndTools;

namespace ContainerlessStores;

/// <summary>A database server that can run as a process of ours.</summary>
internal interface IStore
{
    /// <summary>Makes everything ready and says what to run.</summary>
    /// <param name="place">Where it runs.</param>
    /// <param name="logger">Logs what takes long, such as fetching the server.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MachineException">The machine can't run it: why, and what to do.</exception>
    Task<ChildProcessSpec> PrepareAsync(StorePlace place, ILogger logger, CancellationToken cancellationToken);
}

/// <summary>Where a store runs.</summary>
/// <param name="Resource">The name of the resource, for messages.</param>
/// <param name="Folder">Where its data is.</param>
/// <param name="Port">The port of 127.0.0.1 that it listens on.</param>
internal sealed record StorePlace(string Resource, StoreFolder Folder, int Port);
