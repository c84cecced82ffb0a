using EcsServiceConnect.Rehearsal.Contract;
using Yelb.Tests.Ecs;

namespace Yelb.Tests.Rehearsal;

/// <summary>The step rehearse of the AppHost, as a user runs it.</summary>
public sealed class PipelineStepTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancelled => Patience.Token;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_publishes_the_projects_writes_the_map_and_hands_over_to_the_program_with_its_exit_code()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A rehearsal takes Linux.");
        // The program refuses the last one, and so ends at once.
        var (exitCode, lines) = await PublishedYelb.RunAsync(
            ["--operation", "publish", "--output-path", _folder.Path, "--step", "rehearse", "--speed", "none"], new Dictionary<string, string>(), Cancelled);

        Assert.Equal(1, exitCode);
        Assert.Contains(lines, line => line.StartsWith("--speed none is no number", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("The rehearsal of 'yelb' ended with exit code 1", StringComparison.Ordinal));
        var map = RehearsalMap.Read(Path.Combine(_folder.Path, "rehearsal", "map.json"));
        var web = map.Images[map.Parameters["YelbUiImage"]];
        Assert.Equal(["dotnet", "/app/Yelb.Web.dll"], web.EntryPoint);
        Assert.Equal(Path.Combine(_folder.Path, "rehearsal", "yelb-ui"), web.Files["/app"]);
        Assert.True(File.Exists(Path.Combine(web.Files["/app"], "health-probe.dll")));
        Assert.True(File.Exists(Path.Combine(map.Images[map.Parameters["YelbAppserverImage"]].Files["/app"], "Yelb.Api.dll")));
    }

    [Fact]
    public async Task Under_aspires_command_line_one_that_takes_commands_says_how_to_get_a_terminal()
    {
        var (exitCode, lines) = await AspireCli.RunAsync(["do", "rehearse", "--no-build", "-o", _folder.Path], Cancelled);

        Assert.NotEqual(0, exitCode);
        Assert.Single(lines, line => line.Contains("A rehearsal that takes commands needs a terminal", StringComparison.Ordinal));
    }
}
