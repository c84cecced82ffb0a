using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using EcsServiceConnect.Rehearsal.Tests;
using ProcessesAndTools;

namespace Yelb.Tests.Hosting;

/// <summary>What a user of <c>dotnet run</c> relies on when the application is stopped, killed and started again.</summary>
[Collection(nameof(OneAtATime))]
public sealed class AppHostProcessTests : IDisposable
{
    // Not under a private home: as root, PostgreSQL runs as another user and must reach it.
    private readonly string _dataHome = Directory.CreateDirectory(Path.Combine("/var/tmp", $"yelb-test-{Guid.NewGuid():N}")).FullName;

    public void Dispose() => Directory.Delete(_dataHome, recursive: true);

    [Fact]
    public async Task Votes_outlive_kill_9_and_no_process_outlives_that_or_Ctrl_C()
    {
        var (appHost, web) = await AppHostProcess.StartAsync(_dataHome);
        await using (appHost)
        using (web)
        {
            await VoteAsync(web);
            var processes = appHost.Processes();
            Assert.True(processes.Count >= 4, $"Only {processes.Count} processes of the AppHost were found.");

            using (var process = Process.GetProcessById(appHost.Id))
            {
                process.Kill();
            }

            await appHost.Exited;
            // DCP notices that its AppHost is gone, and ends what it has started as on any other day.
            await GoneAsync(processes, TimeSpan.FromSeconds(20));
        }

        (appHost, web) = await AppHostProcess.StartAsync(_dataHome);
        await using (appHost)
        using (web)
        {
            Assert.Equal(1, await VotesAsync(web));
            var processes = appHost.Processes();

            var clock = Stopwatch.StartNew();
            await appHost.StopAsync();

            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"Ctrl-C took {clock.Elapsed.TotalSeconds:0.0} s.");
            Assert.Equal(0, await appHost.Exited);
            // DCP's own are the last, after their AppHost.
            await GoneAsync(processes, TimeSpan.FromSeconds(20));
        }
    }

    private static async Task VoteAsync(HttpClient web) => (await web.GetAsync(new Uri("/api/ihop", UriKind.Relative))).EnsureSuccessStatusCode();

    private static async Task<int> VotesAsync(HttpClient web)
    {
        var votes = await web.GetFromJsonAsync<JsonElement>(new Uri("/api/getvotes", UriKind.Relative));
        return votes.EnumerateArray().Sum(v => v.GetProperty("value").GetInt32());
    }

    private static async Task GoneAsync(IReadOnlyList<RunningProcess> processes, TimeSpan within)
    {
        using var patience = new CancellationTokenSource(within);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (processes.Where(p => p.Runs).ToList() is { Count: > 0 } running)
        {
            Assert.False(patience.IsCancellationRequested, $"Still running: {string.Join(", ", running.Select(p => p.Command))}");
            await timer.WaitForNextTickAsync();
        }
    }
}
