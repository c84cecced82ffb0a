using System.Text.Json;
using Microsoft.Extensions.Logging;
using ProcessesAndTools;

namespace ContainerlessStores;

/// <summary>Garnet as a store on 127.0.0.1.</summary>
internal static partial class Garnet
{
    public static async Task<ChildProcessSpec> PrepareAsync(StorePlace place, string password, ToolCache tools, ILogger logger, CancellationToken cancellationToken)
    {
        var tool = await GarnetTool.FolderAsync(tools, logger, cancellationToken).ConfigureAwait(false);
        var dotnet = DotnetRoot.Folder;
        var reachable = IsReachableForOthers(dotnet);
        if (!reachable)
        {
            LogPrivileged(logger, place.Resource, dotnet);
        }

        return new ChildProcessSpec
        {
            FileName = Path.Combine(tool, "garnet-server"),
            Arguments = ["--config-import-path", place.Folder.WriteSecret("garnet.conf", Configuration(place, password))],
            Environment = new Dictionary<string, string>
            {
                ["DOTNET_ROOT"] = dotnet,

                // It asks for the server collector, which takes memory for each processor.
                ["DOTNET_gcServer"] = "0",

                // Idle threads that spin take the processor from the application beside it.
                ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0",
            },
            WorkingDirectory = place.Folder.Path,
            Unprivileged = reachable,
        };
    }

    /// <summary>The options by the names of Garnet's defaults.conf, sized for a developer's machine.</summary>
    private static string Configuration(StorePlace place, string password) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["Address"] = "127.0.0.1",
        ["Port"] = place.Port,
        ["AuthenticationMode"] = "Password",
        ["Password"] = password,
        ["LogMemorySize"] = "64m",
        ["PageSize"] = "1m",
        ["IndexMemorySize"] = "4m",
        ["CheckpointDir"] = place.Folder.Subfolder("garnet"),

        // A reply waits until the change is in the file: without, a busy disk has lost counts that were told already.
        ["EnableAOF"] = place.Folder.IsKept,
        ["WaitForCommit"] = place.Folder.IsKept,
        ["AofMemorySize"] = "16m",
        ["AofPageSize"] = "2m",
        ["AofSegmentSize"] = "64m",
        ["Recover"] = place.Folder.IsKept,
        ["FailOnRecoveryError"] = true,

        // Its own choice on Linux takes libaio, which few machines have.
        ["DeviceType"] = "RandomAccess",
        ["QuietMode"] = true,
    });

    private static bool IsReachableForOthers(string folder)
    {
        if (!Environment.IsPrivilegedProcess || OperatingSystem.IsWindows())
        {
            return true;
        }

        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if ((at.UnixFileMode & UnixFileMode.OtherExecute) == 0)
            {
                return false;
            }
        }

        return true;
    }

    [LoggerMessage(LogLevel.Warning, "{Resource} runs as root: Garnet needs .NET, and no other user can reach {Dotnet}. Install .NET in /usr/share/dotnet, or do not run as root.")]
    private static partial void LogPrivileged(ILogger logger, string resource, string dotnet);
}
