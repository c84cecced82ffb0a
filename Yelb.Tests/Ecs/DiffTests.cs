namespace Yelb.Tests.Ecs;

/// <summary>The command that says what a deployment changes, as a user runs it.</summary>
public sealed class DiffTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Against_a_file_it_says_in_the_AppHosts_words_what_is_other()
    {
        var template = (await PublishedYelb.StackAsync()).Text;
        Directory.CreateDirectory(_folder.Path);
        var deployed = Path.Combine(_folder.Path, "deployed.template.json");
        await File.WriteAllTextAsync(deployed, template.Replace("\"DesiredCount\": 2", "\"DesiredCount\": 5", StringComparison.Ordinal), Patience.Token);
        // From where the command is typed, which for the AppHost is the shell's.
        var typed = Path.GetRelativePath(Environment.GetEnvironmentVariable("PWD") ?? Environment.CurrentDirectory, deployed);

        var (exitCode, lines) = await AspireCli.RunAsync(["do", "diff", "--no-build", "-o", Path.Combine(_folder.Path, "out"), "--", "--against", typed], Patience.Token);

        Assert.True(exitCode == 0, string.Join('\n', lines));
        Assert.Equal("other: changed: yelb-ui: ECS service: number of tasks: 5 -> 2", Assert.Single(lines, line => line.Contains(": changed: ", StringComparison.Ordinal)).Trim());
    }
}
