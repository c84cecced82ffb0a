using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Yelb.Hosting.Machine;

namespace Aspire.Hosting.Dashboard;

/// <summary>Aspire's dashboard, unpacked from Aspire's command line tool, which is on npm with the dashboard inside it.</summary>
internal static class DashboardTool
{
    private const string Version = "13.5.4";

    /// <summary>The dashboard's executable; fetched and unpacked on first use, and kept beside the tool.</summary>
    /// <exception cref="MachineException">It could not be fetched or unpacked.</exception>
    public static async Task<string> GetAsync(ILogger logger, CancellationToken cancellationToken)
    {
        var package = await new ToolCache().NpmPackageAsync($"@microsoft/aspire-cli-{Platform}", Version, logger, cancellationToken).ConfigureAwait(false);
        var folder = Path.Combine(package, "dashboard");
        if (!Directory.Exists(folder))
        {
            await UnpackAsync(Path.Combine(package, "bin", "aspire"), folder, cancellationToken).ConfigureAwait(false);
        }

        return Path.Combine(folder, "aspire-managed");
    }

    private static string Platform
    {
        get
        {
            var system = OperatingSystem.IsMacOS() ? "osx"
                : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "linux-musl"
                : "linux";
            return $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    private static async Task UnpackAsync(string tool, string folder, CancellationToken cancellationToken)
    {
        // Other applications may be doing the same; the first to move its result into place wins.
        var work = Directory.CreateDirectory($"{folder}.{Guid.NewGuid():N}").FullName;
        try
        {
            await RunSetupAsync(tool, work, cancellationToken).ConfigureAwait(false);
            try
            {
                // Half of what it unpacks is Aspire's orchestrator, which is not needed.
                Directory.Move(Path.Combine(work, "bundle", "managed"), folder);
            }
            catch (IOException) when (Directory.Exists(folder))
            {
                // Another one won.
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task RunSetupAsync(string tool, string work, CancellationToken cancellationToken)
    {
        var lastLine = "";
        var process = ChildProcess.Start(
            new ChildProcessSpec
            {
                FileName = tool,
                Arguments = ["setup", "--install-path", work, "--non-interactive", "--nologo"],
                Environment = new Dictionary<string, string>
                {
                    // Its traces, which would otherwise go into the user's home, and a second copy of all it unpacks.
                    ["HOME"] = work,
                    ["XDG_CACHE_HOME"] = work,
                    ["ASPIRE_HOME"] = work,
                    ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "true",
                    ["ASPIRE_VERSION_CHECK_DISABLED"] = "true",
                },
            },
            (line, _) => lastLine = line.Length > 0 ? line : lastLine);
        await using var stop = cancellationToken.Register(() => _ = process.StopAsync(CancellationToken.None));
        var code = await process.Exited.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (code != 0)
        {
            throw new MachineException($"{tool} could not unpack the dashboard into {work}: exit code {code}, {lastLine} Check the free space on that disk.");
        }
    }
}
