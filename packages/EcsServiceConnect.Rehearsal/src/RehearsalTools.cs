using Microsoft.Extensions.Logging;
using ProcessesAndTools;

namespace EcsServiceConnect.Rehearsal;

/// <summary>The system's tools that a rehearsal runs: networks, packet filters, and containers as processes.</summary>
internal static class RehearsalTools
{
    private static readonly string[] _names = ["ip", "nft", "nsenter", "unshare", "setpriv", "mount", "bash", "env", "timeout"];

    /// <summary>Installs those that are missing.</summary>
    /// <exception cref="MachineException">They can't be installed: what is missing, and with what it comes.</exception>
    public static Task EnsureAsync(ILogger logger, CancellationToken cancellationToken) =>
        new AptPackages().EnsureAsync("the rehearsal", _names, logger, cancellationToken);
}
