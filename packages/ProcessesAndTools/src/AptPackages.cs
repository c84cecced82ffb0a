using System.Globalization;
using Microsoft.Extensions.Logging;

namespace ProcessesAndTools;

/// <summary>
/// System tools that Debian and Ubuntu have as packages, installed where they are missing, this process is root, and its
/// user has asked for it. Who was not asked says what is missing: <see cref="Require"/>, <see cref="Executables.Get"/>.
/// </summary>
/// <remarks>
/// One installation at a time on this machine, of all threads and processes that ask here; those of others, which hold
/// apt's and dpkg's own locks, are waited for.
/// </remarks>
public sealed partial class AptPackages
{
    // Of a slow mirror, and of those who come first.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(10);

    private readonly string _lockFile;
    private readonly AptGet _apt;

    /// <summary>Those of this machine.</summary>
    public AptPackages()
        : this("/run/apt-packages.lock", [])
    {
    }

    internal AptPackages(string lockFile, IReadOnlyList<string> options)
    {
        _lockFile = lockFile;
        _apt = new AptGet(options);
    }

    /// <summary>Returns where each tool is there, and installs nothing.</summary>
    /// <param name="purpose">What needs them, for the message, such as <c>the rehearsal</c>.</param>
    /// <param name="tools">The names of executables.</param>
    /// <param name="remedy">What else there is to do about one that is missing, such as <c>add --install-tools</c>.</param>
    /// <exception cref="MachineException">One is missing: which, with what it comes, and what to do.</exception>
    public static void Require(string purpose, IEnumerable<string> tools, string remedy)
    {
        if (Missing(tools) is [_, ..] missing)
        {
            throw new MachineException($"{Needs(purpose, missing)}: as root, run `{Command(missing)}`, or {remedy}.");
        }
    }

    /// <summary>Returns when each tool is there; at once where nothing is missing.</summary>
    /// <param name="purpose">What needs them, for messages, such as <c>the rehearsal</c>.</param>
    /// <param name="tools">The names of executables.</param>
    /// <param name="logger">Logs which package is installed, and why.</param>
    /// <param name="cancellationToken">Stops the installing, and the waiting for another one.</param>
    /// <exception cref="MachineException">One is missing and can't be installed, or was not within ten minutes: which, and with what it comes.</exception>
    public async Task EnsureAsync(string purpose, IReadOnlyCollection<string> tools, ILogger logger, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess || Executables.Find(AptGet.Name) is null)
        {
            Require(purpose, tools, "install it from your system's own packages");
        }

        if (Missing(tools) is not [_, ..] missing)
        {
            return;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);
        try
        {
            using var _ = await FileLock.TakeAsync(_lockFile, patience.Token).ConfigureAwait(false);
            missing = Missing(tools);
            if (missing.Length > 0)
            {
                await InstallAsync(purpose, missing, logger, patience.Token).ConfigureAwait(false);
            }
        }
        catch (UnauthorizedAccessException e)
        {
            // Root of a user namespace, as in a container without a root of its own.
            throw new MachineException($"{Needs(purpose, missing)}, and can't be installed by this user ({e.Message}): as the machine's root, run `{Command(missing)}`.", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MachineException(
                string.Create(CultureInfo.InvariantCulture, $"{Needs(purpose, missing)}, and `{Command(missing)}` did not end within {_patience.TotalMinutes} minutes: see whether another installation waits for something (it holds {_lockFile} or a lock of apt's), then start again."),
                e);
        }
    }

    private async Task InstallAsync(string purpose, string[] missing, ILogger logger, CancellationToken cancellationToken)
    {
        var packages = Packages(missing);
        LogInstalling(logger, string.Join(", ", packages), purpose, string.Join(", ", missing));
        string[] install = ["install", "--yes", "--no-install-recommends", "--no-remove", .. packages];
        if (await _apt.RunAsync(install, logger, cancellationToken).ConfigureAwait(false) is not null)
        {
            // The lists of a fresh machine are empty, and old ones name versions that are gone.
            LogUpdating(logger);
            var unreachable = await _apt.RunAsync(["update"], logger, cancellationToken).ConfigureAwait(false);
            if (await _apt.RunAsync(install, logger, cancellationToken).ConfigureAwait(false) is { } failure)
            {
                throw new MachineException($"{Needs(purpose, missing)}, and `{Command(missing)}` failed: {failure}{(unreachable is null ? "" : $" (`apt-get update`: {unreachable})")}");
            }
        }

        if (Missing(missing) is [_, ..] still)
        {
            throw new MachineException($"{Needs(purpose, still)}, and `{Command(missing)}` did not bring it: add its folder to the PATH.");
        }
    }

    private static string[] Missing(IEnumerable<string> tools) => [.. tools.Where(tool => Executables.Find(tool) is null)];

    // Most packages are named after their tool.
    private static string[] Packages(IEnumerable<string> tools) => [.. tools.Select(tool => DebianPackages.Of(tool) ?? tool).Distinct()];

    private static string Needs(string purpose, IEnumerable<string> missing) => $"{string.Join(", ", missing)} can't be found and is needed for {purpose}";

    private static string Command(IEnumerable<string> missing) => $"apt-get install {string.Join(' ', Packages(missing))}";

    [LoggerMessage(LogLevel.Information, "Installing {Packages} with apt-get, for {Purpose}: {Tools} can't be found.")]
    private static partial void LogInstalling(ILogger logger, string packages, string purpose, string tools);

    [LoggerMessage(LogLevel.Information, "apt-get's lists lack it or are old: updating them.")]
    private static partial void LogUpdating(ILogger logger);
}
