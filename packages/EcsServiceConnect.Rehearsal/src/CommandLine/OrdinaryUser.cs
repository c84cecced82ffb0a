using EcsServiceConnect.Rehearsal.Contract;
using ProcessesAndTools;

namespace EcsServiceConnect.Rehearsal.CommandLine;

/// <summary>A rehearsal for a user who is not root: this program once more, as root of a user namespace.</summary>
/// <remarks>
/// user_namespaces(7): there it may make network and mount namespaces of its own, and to the machine it still is that
/// user. It stays in the machine's network, where the load balancer listens.
/// </remarks>
internal static class OrdinaryUser
{
    private static readonly string[] _unshare = ["--user", "--map-root-user", "--mount"];

    /// <summary>What forbids user namespaces: a setting, its value that does, and how it is changed.</summary>
    private static readonly (string File, string Value, string Remedy)[] _prohibitions =
    [
        ("/proc/sys/kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=1"),
        ("/proc/sys/user/max_user_namespaces", "0", "user.max_user_namespaces=10000"),
        ("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1", "kernel.apparmor_restrict_unprivileged_userns=0"),
    ];

    /// <returns>The exit code of the other one, which has this one's standard streams, and gets its signals.</returns>
    /// <exception cref="MachineException">A tool is missing; here nothing can be installed.</exception>
    /// <exception cref="RehearsalException">This user may make no user namespaces.</exception>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        RehearsalTools.Require();
        var (code, lines) = await ChildProcess.RunAsync(
            new() { FileName = "unshare", Arguments = [.. _unshare, "--net", "true"] }, CancellationToken.None).ConfigureAwait(false);
        if (code != 0)
        {
            var remedy = Array.Find(_prohibitions, p => File.Exists(p.File) && File.ReadAllText(p.File).Trim() == p.Value).Remedy;
            throw new RehearsalException(
                $"This user may make no user namespaces here ({(lines.Count > 0 ? lines[0] : "unshare failed")}): "
                + $"{(remedy is null ? "allow them to this user or container" : $"as root, run `sysctl {remedy}`")}, or rehearse as root.");
        }

        // Root's own cache is not this user's to write to.
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", Path.GetDirectoryName(UserFolders.Tools));
        return await ForegroundProcess.RunAsync(
            "unshare", [.. _unshare, Environment.ProcessPath!, typeof(OrdinaryUser).Assembly.Location, .. arguments], CancellationToken.None).ConfigureAwait(false);
    }
}
