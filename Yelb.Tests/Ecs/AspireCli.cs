using ProcessesAndTools;

namespace Yelb.Tests.Ecs;

/// <summary>Aspire's command line, the local tool of this repository, as a user runs it in its root.</summary>
internal static class AspireCli
{
    private static readonly Lazy<Task> _restored = new(RestoreAsync);

    /// <summary>Runs a command of it upon what the tests have built; returns its exit code and all that it printed.</summary>
    public static async Task<CommandResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        await _restored.Value.WaitAsync(cancellationToken);
        return await DotnetAsync(["aspire", .. arguments], cancellationToken);
    }

    /// <summary>Runs the SDK in a folder, the repository's root by default.</summary>
    public static Task<CommandResult> DotnetAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken, string? folder = null) =>
        ChildProcess.RunAsync(
            new()
            {
                FileName = Path.Combine(DotnetRoot.Folder, "dotnet"),
                Arguments = arguments,
                Environment = new Dictionary<string, string> { ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "1", ["DOTNET_NOLOGO"] = "1", ["NO_COLOR"] = "1" },
                WorkingDirectory = folder ?? Repository.Root,
            },
            cancellationToken);

    // Other tests wait for it too, so it is not cancelled with the first.
    private static async Task RestoreAsync()
    {
        var (exitCode, lines) = await DotnetAsync(["tool", "restore"], CancellationToken.None);
        Assert.True(exitCode == 0, $"dotnet tool restore failed with exit code {exitCode}:\n{string.Join('\n', lines)}");
    }
}
