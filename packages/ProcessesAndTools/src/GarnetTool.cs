using Microsoft.Extensions.Logging;

namespace ProcessesAndTools;

/// <summary>Garnet, a Redis-protocol server that is a .NET tool (https://microsoft.github.io/garnet/).</summary>
internal static class GarnetTool
{
    /// <summary>The folder with the command <c>garnet-server</c>, which wants <c>DOTNET_ROOT</c>; fetched where it is not there yet.</summary>
    /// <exception cref="MachineException">It can't be fetched.</exception>
    public static Task<string> FolderAsync(ToolCache tools, ILogger logger, CancellationToken cancellationToken) =>
        tools.DotnetToolAsync("garnet-server", StoreVersions.GarnetTool, logger, cancellationToken);
}
