using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Tests;
using Yelb.Tests.Ecs;

namespace Yelb.Tests.Rehearsal;

/// <summary>The step rehearse of the AppHost, as a user runs it.</summary>
public sealed class PipelineStepTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    public async Task It_publishes_the_projects_and_writes_the_map()
    {
        var folder = await RehearsedYelb.OutputFolderAsync();

        var map = RehearsalMap.Read(Path.Combine(folder, "rehearsal", "map.json"));
        var web = map.Images[map.Parameters["YelbUiImage"]];
        Assert.Equal(["dotnet", "/app/Yelb.Web.dll"], web.EntryPoint);
        Assert.Equal(Path.Combine(folder, "rehearsal", "yelb-ui"), web.Files["/app"]);
        Assert.True(File.Exists(Path.Combine(web.Files["/app"], "health-probe.dll")));
        Assert.True(File.Exists(Path.Combine(map.Images[map.Parameters["YelbAppserverImage"]].Files["/app"], "Yelb.Api.dll")));
    }

    [Fact]
    public async Task Under_aspires_command_line_it_hands_over_to_the_program_which_says_how_to_get_a_terminal()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A rehearsal takes Linux.");
        var (exitCode, lines) = await AspireCli.RunAsync(["do", "rehearse", "--no-build", "-o", _folder.Path], Patience.Token);

        Assert.NotEqual(0, exitCode);
        Assert.Single(lines, line => line.Contains("A rehearsal that takes commands needs a terminal", StringComparison.Ordinal));
    }
}
