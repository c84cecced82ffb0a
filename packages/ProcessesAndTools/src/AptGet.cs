using System.Globalization;
using Microsoft.Extensions.Logging;

namespace ProcessesAndTools;

/// <summary>apt-get, which asks nothing, starts no services, and waits where somebody else installs.</summary>
/// <param name="options">Options of apt's configuration, before the command.</param>
internal sealed partial class AptGet(IReadOnlyList<string> options)
{
    public const string Name = "apt-get";

    // What dpkg has begun with a package it ends; a package half installed stops everyone's next installation.
    private static readonly TimeSpan _stopTimeout = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, string> _environment = new()
    {
        ["DEBIAN_FRONTEND"] = "noninteractive",
        ["LC_ALL"] = "C",
        // apt fetches as a user of its own, who is not let into every folder of this process.
        ["TMPDIR"] = "/tmp",
        // systemctl(1): start and stop do nothing. A tool was asked for, and not a server on its usual port.
        ["SYSTEMD_OFFLINE"] = "1",
    };

    /// <summary>Runs a command of it; returns what went wrong, or null.</summary>
    public async Task<string?> RunAsync(IReadOnlyList<string> command, ILogger logger, CancellationToken cancellationToken)
    {
        for (var isWaiting = false; ; isWaiting = true)
        {
            var (code, lines) = await ChildProcess.RunAsync(
                new()
                {
                    FileName = Name,
                    Arguments = ["--quiet", .. options, .. command],
                    Environment = _environment,
                    StopTimeout = _stopTimeout,
                },
                cancellationToken).ConfigureAwait(false);

            // Of dpkg's lock apt-get knows how to wait, of those of its lists and its downloads it does not.
            if (code == 0 || lines.FirstOrDefault(l => l.Contains("Could not get lock", StringComparison.Ordinal)) is not { } held)
            {
                return Failure(code, lines);
            }

            if (!isWaiting)
            {
                LogWaiting(logger, held);
            }

            await Task.Delay(_pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The first line that tells. What can't be fetched is an error to `install`, and none to `update`.</summary>
    private static string? Failure(int code, IReadOnlyList<string> lines) =>
        lines.FirstOrDefault(l => l.StartsWith("E: ", StringComparison.Ordinal) || l.StartsWith("W: Failed to fetch", StringComparison.Ordinal))
        ?? (code == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"exit code {code}"));

    [LoggerMessage(LogLevel.Information, "Waiting for another installation: {Held}")]
    private static partial void LogWaiting(ILogger logger, string held);
}
