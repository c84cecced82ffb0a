using System.Text.Json.Nodes;
using ProcessesAndTools;

namespace Yelb.Tests.Ecs;

/// <summary>What a user gets who publishes Yelb: its AppHost is run as it was built, published once for all tests.</summary>
internal static class PublishedYelb
{
    private static readonly Lazy<Task<(string Folder, IReadOnlyList<string> Lines)>> _shared = new(PublishOnceAsync);

    /// <summary>Holds <c>cdk.out</c> and <c>topology.md</c>.</summary>
    public static async Task<string> OutputFolderAsync() => (await _shared.Value).Folder;

    /// <summary>What the publish printed.</summary>
    public static async Task<IReadOnlyList<string>> LinesAsync() => (await _shared.Value).Lines;

    /// <summary>The stack, to be read.</summary>
    public static async Task<Template> StackAsync() => Template.Read(await OutputFolderAsync(), "yelb");

    /// <summary>The stack's template, to be changed by who asks.</summary>
    public static async Task<JsonObject> TemplateAsync() => JsonNode.Parse((await StackAsync()).Text)!.AsObject();

    /// <summary>Publishes once more; returns the exit code and all that was printed.</summary>
    public static Task<CommandResult> PublishAsync(string outputPath, CancellationToken cancellationToken) =>
        RunAsync(["--operation", "publish", "--step", "publish", "--output-path", outputPath], new Dictionary<string, string>(), cancellationToken);

    /// <summary>Runs Yelb's AppHost to its end, in a folder that is not the project's.</summary>
    public static Task<CommandResult> RunAsync(
        IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken) => ChildProcess.RunAsync(
        new()
        {
            FileName = Path.Combine(Repository.Output("Yelb.AppHost"), "Yelb.AppHost"),
            Arguments = arguments,
            Environment = environment,
            WorkingDirectory = Path.GetTempPath(),
        },
        cancellationToken);

    private static async Task<(string Folder, IReadOnlyList<string> Lines)> PublishOnceAsync()
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();

        // Other tests wait for it too, so it is not cancelled with the first.
        var (exitCode, lines) = await PublishAsync(folder.Path, CancellationToken.None);
        Assert.True(exitCode == 0, $"Publishing failed with exit code {exitCode}:\n{string.Join('\n', lines)}");
        return (folder.Path, lines);
    }
}
