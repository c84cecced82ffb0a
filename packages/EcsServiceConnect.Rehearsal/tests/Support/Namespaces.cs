using System.Diagnostics;
using EcsServiceConnect.Rehearsal.Network;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>What this machine lets this user make.</summary>
internal static class Namespaces
{
    public const string Refused = "This user may not make network, mount and process namespaces on this machine.";

    /// <summary>Asked of the system's own tool: where our code alone fails, a test has to fail.</summary>
    public static bool AreAllowed { get; } = Ask();

    /// <summary>Installs what the parts of a rehearsal run, where it is missing.</summary>
    public static Task EnsureToolsAsync() => RehearsalTools.InstallAsync(TestTools.Logger, Patience.Token);

    /// <summary>A VPC on a machine that may not have had the tools for it.</summary>
    public static async Task<Vpc> CreateVpcAsync(IReadOnlyDictionary<string, SecurityGroup> securityGroups)
    {
        await EnsureToolsAsync();
        return await Vpc.CreateAsync(securityGroups);
    }

    private static bool Ask()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        using var unshare = Process.Start("unshare", ["--net", "--mount", "--pid", "--fork", "true"]);
        unshare.WaitForExit();
        return unshare.ExitCode == 0;
    }
}
