using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Yelb.Hosting.Machine;

/// <summary>System tools that Debian and Ubuntu have as packages, installed where this process is root and they are missing.</summary>
internal static partial class AptPackages
{
    /// <summary>Returns when each executable is there.</summary>
    /// <param name="packages">The package of each executable.</param>
    /// <param name="logger">Hears what is installed.</param>
    /// <param name="cancellationToken">Stops the installing.</param>
    /// <exception cref="MachineException">One is missing and can't be installed: which, and with what it comes.</exception>
    public static async Task EnsureAsync(IReadOnlyDictionary<string, string> packages, ILogger logger, CancellationToken cancellationToken)
    {
        var missing = packages.Where(p => Executables.Find(p.Key) is null).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        var tools = string.Join(", ", missing.Select(p => p.Key));
        string[] names = [.. missing.Select(p => p.Value).Distinct()];
        var command = $"apt-get install {string.Join(' ', names)}";
        if (!Environment.IsPrivilegedProcess || Executables.Find("apt-get") is null)
        {
            throw new MachineException($"{tools} can't be found: as root, run `{command}`, or install it from your system's own packages.");
        }

        LogInstalling(logger, string.Join(' ', names), tools);
        if (await InstallAsync(names, cancellationToken).ConfigureAwait(false) is not null)
        {
            // The lists of a fresh machine are empty or name versions that are gone.
            await AptAsync(["update"], cancellationToken).ConfigureAwait(false);
            if (await InstallAsync(names, cancellationToken).ConfigureAwait(false) is { } failure)
            {
                throw new MachineException($"{tools} can't be found, and `{command}` failed: {failure}");
            }
        }
    }

    private static Task<string?> InstallAsync(string[] names, CancellationToken cancellationToken) =>
        AptAsync(["install", "--yes", "--no-install-recommends", .. names], cancellationToken);

    /// <summary>What went wrong, or null.</summary>
    private static async Task<string?> AptAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var (code, lines) = await ChildProcess.RunAsync(
            new()
            {
                FileName = "apt-get",
                Arguments = ["--quiet", .. arguments],
                Environment = new Dictionary<string, string> { ["DEBIAN_FRONTEND"] = "noninteractive", ["LC_ALL"] = "C" },
            },
            cancellationToken).ConfigureAwait(false);
        return code == 0 ? null
            : lines.LastOrDefault(l => l.StartsWith("E: ", StringComparison.Ordinal))
                ?? string.Create(CultureInfo.InvariantCulture, $"exit code {code}");
    }

    [LoggerMessage(LogLevel.Information, "Installing {Packages} with apt-get: {Tools} can't be found.")]
    private static partial void LogInstalling(ILogger logger, string packages, string tools);
}
