using System.Diagnostics;
using System.Globalization;
using System.Net;
using Aspire.Hosting.ApplicationModel;
using ProcessesAndTools;

namespace Yelb.Tests.Hosting;

/// <summary>Parts of the application die, are stopped and are started again, while the rest goes on.</summary>
public sealed class LifecycleTests(OwnYelb own) : IClassFixture<OwnYelb>
{
    private readonly YelbApplication _yelb = own.Yelb;

    private static CancellationToken GivenUp => Patience.Token;

    private ResourceNotificationService Notifications => _yelb.Application.ResourceNotifications;

    [Fact]
    public async Task A_process_that_dies_is_shown_with_its_exit_code_and_starts_again_on_command()
    {
        var running = await Notifications.WaitForResourceHealthyAsync("yelb-appserver", GivenUp);
        var id = running.Snapshot.Properties.Single(p => p.Name == "executable.pid").Value;
        // Aspire knows the command that runs the service, and that ends as the service does.
        using (var process = Process.GetProcessById(RunningProcess.ChildrenOf(Convert.ToInt32(id, CultureInfo.InvariantCulture)).Single().Id))
        {
            process.Kill();
        }

        var exited = await Notifications.WaitForResourceAsync("yelb-appserver", e => e.Snapshot.ExitCode is not null, GivenUp);
        Assert.Equal(KnownResourceStates.Finished, exited.Snapshot.State?.Text);
        Assert.NotEqual(0, exited.Snapshot.ExitCode);

        await _yelb.CommandAsync("yelb-appserver", KnownResourceCommands.StartCommand);
        await Notifications.WaitForResourceHealthyAsync("yelb-appserver", GivenUp);
        Assert.Equal(HttpStatusCode.OK, await VoteAsync());
    }

    [Theory]
    [InlineData("yelb-db", "/api/ihop", "/api/pageviews")]
    [InlineData("yelb-redis", "/api/pageviews", "/api/ihop")]
    public async Task A_store_that_is_stopped_takes_only_its_own_routes_with_it_and_all_recover(string store, string needsIt, string doesNot)
    {
        await _yelb.CommandAsync(store, KnownResourceCommands.StopCommand);
        await Notifications.WaitForResourceAsync(store, e => KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text), GivenUp);

        using (var unavailable = await _yelb.Api.GetAsync(new Uri(needsIt, UriKind.Relative), GivenUp))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, unavailable.StatusCode);
            Assert.NotNull(unavailable.Headers.RetryAfter);
        }

        using (var available = await _yelb.Api.GetAsync(new Uri(doesNot, UriKind.Relative), GivenUp))
        {
            Assert.Equal(HttpStatusCode.OK, available.StatusCode);
        }

        await _yelb.CommandAsync(store, KnownResourceCommands.StartCommand);
        await Notifications.WaitForResourceHealthyAsync(store, GivenUp);
        await AnswersAsync(needsIt);
    }

    // The application server finds out by itself, within a moment, that its store is back.
    private async Task AnswersAsync(string route)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(GivenUp);
        patience.CancelAfter(TimeSpan.FromSeconds(5));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            using var answer = await _yelb.Api.GetAsync(new Uri(route, UriKind.Relative), patience.Token);
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    private async Task<HttpStatusCode> VoteAsync()
    {
        using var answer = await _yelb.Web.GetAsync(new Uri("/api/ihop", UriKind.Relative), GivenUp);
        return answer.StatusCode;
    }
}
