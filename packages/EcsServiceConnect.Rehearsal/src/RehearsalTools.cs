using EcsServiceConnect.Rehearsal.CommandLine;
using Microsoft.Extensions.Logging;
using ProcessesAndTools;

namespace EcsServiceConnect.Rehearsal;

/// <summary>The system's tools that a rehearsal runs: networks, packet filters, and containers as processes.</summary>
internal static class RehearsalTools
{
    private const string Purpose = "the rehearsal";

    private static readonly string[] _names = ["ip", "nft", "nsenter", "unshare", "setpriv", "mount", "bash", "env", "timeout"];

    /// <exception cref="MachineException">One is missing: which, and with what it comes.</exception>
    public static void Require() =>
        AptPackages.Require(Purpose, _names, $"rehearse as root with {RehearsalArguments.InstallTools}, which installs it on Debian");

    /// <summary>Installs those that are missing, as root on Debian.</summary>
    /// <exception cref="MachineException">They can't be installed: what is missing, and with what it comes.</exception>
    public static Task InstallAsync(ILogger logger, CancellationToken cancellationToken) =>
        new AptPackages().EnsureAsync(Purpose, _names, logger, cancellationToken);
}
