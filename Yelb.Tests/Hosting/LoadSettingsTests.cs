using ProcessesAndTools;
using Yelb.Tests.Web;

namespace Yelb.Tests.Hosting;

/// <summary>yelb-load by itself: what it refuses, and what it says when nothing answers.</summary>
public sealed class LoadSettingsTests
{
    [Theory]
    [InlineData("Load__RequestsPerSecond", "0", "from 1 to 5000")]
    [InlineData("Load__RequestsPerSecond", "5001", "from 1 to 5000")]
    [InlineData("Load__Seconds", "3601", "from 1 to 3600")]
    [InlineData("Load__Seconds", "a minute", "from 1 to 3600")]
    public async Task A_setting_out_of_bounds_is_one_line(string name, string value, string range)
    {
        var (exitCode, lines) = await RunAsync(new() { [name] = value });
        Assert.Equal(1, exitCode);
        Assert.Equal($"{name} is '{value}': set it to a whole number {range}.", Assert.Single(lines));
    }

    [Fact]
    public async Task Requests_that_fail_are_told_and_make_its_exit_code_1()
    {
        var (exitCode, lines) = await RunAsync(new()
        {
            ["services__yelb-ui__http__0"] = "http://127.0.0.1:1",
            ["Load__RequestsPerSecond"] = "10",
            ["Load__Seconds"] = "1",
        });
        Assert.Equal(1, exitCode);
        Assert.Contains(lines, line => line.Contains("The first failure of all: ", StringComparison.Ordinal) && line.EndsWith("Connection refused (127.0.0.1:1)", StringComparison.Ordinal));
        Assert.Contains("10 requests", lines[^1], StringComparison.Ordinal);
        Assert.Contains("10 failed", lines[^1], StringComparison.Ordinal);
        Assert.Contains("0 of 5 votes acknowledged", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_that_are_reset_as_soon_as_they_are_made_are_failed_requests()
    {
        using var server = ResettingServer.OnLoopback();
        var (exitCode, lines) = await RunAsync(new()
        {
            ["services__yelb-ui__http__0"] = $"{server.Address}",
            ["Load__RequestsPerSecond"] = $"{ResettingServer.Attempts / 2}",
            ["Load__Seconds"] = "2",
        });
        Assert.Equal(1, exitCode);
        Assert.Matches(@"Ended: (\d+) requests in .* s, \1 failed", lines[^1]);
    }

    [Fact]
    public async Task What_a_server_that_dies_does_not_answer_is_sent_once()
    {
        using var server = FaultyAppServer.ThatDies();
        await RunAsync(new()
        {
            ["services__yelb-ui__http__0"] = $"{server.Address}",
            ["Load__RequestsPerSecond"] = "10",
            ["Load__Seconds"] = "1",
        });
        Assert.Equal(10, server.Requests.Count);
    }

    private static Task<CommandResult> RunAsync(Dictionary<string, string> environment) => ChildProcess.RunAsync(
        new()
        {
            FileName = Path.Combine(Repository.Output("Yelb.Load"), "Yelb.Load"),
            Environment = environment,
            WorkingDirectory = Path.Combine(Repository.Root, "Yelb.Load"),
        },
        Patience.Token);
}
