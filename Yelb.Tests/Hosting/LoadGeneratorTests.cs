using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Yelb.Tests.Hosting;

/// <summary>yelb-load starts when somebody says so, and its votes are counted.</summary>
public sealed class LoadGeneratorTests(LoadGeneratorTests.ShortLoad load) : IClassFixture<LoadGeneratorTests.ShortLoad>
{
    private const int Rate = 40;
    private const int Seconds = 2;
    private const int Votes = Rate * Seconds / 2;

    private readonly YelbApplication _yelb = load.Yelb;

    private static CancellationToken GivenUp => Patience.Token;

    private ResourceNotificationService Notifications => _yelb.Application.ResourceNotifications;

    [Fact(Explicit = true), Trait("Run", "by hand")]
    public async Task It_does_not_start_by_itself_and_each_run_casts_as_many_votes_as_it_says()
    {
        Assert.Equal(KnownResourceStates.NotStarted, load.StateAfterStart);
        var before = await VotesAsync();

        for (var run = 1; run <= 2; run++)
        {
            await _yelb.CommandAsync("yelb-load", KnownResourceCommands.StartCommand);
            await Notifications.WaitForResourceAsync("yelb-load", KnownResourceStates.Running, GivenUp);
            var ended = await EndAsync();
            Assert.Equal((KnownResourceStates.Finished, 0), (ended.Snapshot.State?.Text, ended.Snapshot.ExitCode));
            Assert.Equal(run * Votes, await VotesAsync() - before);
        }

        var log = await LogAsync(line => line.Contains("Ended:", StringComparison.Ordinal));
        Assert.Contains(log, line => line.Contains($"{Rate} requests a second for {Seconds} s", StringComparison.Ordinal));
        Assert.Contains(log, line => line.Contains("votes acknowledged so far", StringComparison.Ordinal));
        Assert.Contains($"{Rate * Seconds} requests", log[^1], StringComparison.Ordinal);
        Assert.Contains("0 failed, 0 not sent in time", log[^1], StringComparison.Ordinal);
        Assert.Contains($"{Votes} of {Votes} votes acknowledged", log[^1], StringComparison.Ordinal);
    }

    [Fact(Explicit = true), Trait("Run", "by hand")]
    public async Task Started_while_the_page_is_stopped_it_says_so_and_runs_when_the_page_is_back()
    {
        await _yelb.CommandAsync("yelb-ui", KnownResourceCommands.StopCommand);
        await Notifications.WaitForResourceAsync("yelb-ui", KnownResourceStates.Finished, GivenUp);
        var before = await VotesAsync();
        var refused = await _yelb.Application.ResourceCommands.ExecuteCommandAsync("yelb-load", KnownResourceCommands.StartCommand, GivenUp);
        Assert.False(refused.Success);
        Assert.Contains("yelb-ui", refused.Message, StringComparison.Ordinal);

        await _yelb.CommandAsync("yelb-ui", KnownResourceCommands.StartCommand);
        await Notifications.WaitForResourceHealthyAsync("yelb-ui", GivenUp);
        await _yelb.CommandAsync("yelb-load", KnownResourceCommands.StartCommand);
        await Notifications.WaitForResourceAsync("yelb-load", KnownResourceStates.Running, GivenUp);
        Assert.Equal(0, (await EndAsync()).Snapshot.ExitCode);
        Assert.Equal(Votes, await VotesAsync() - before);
    }

    private Task<ResourceEvent> EndAsync() =>
        Notifications.WaitForResourceAsync("yelb-load", e => KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text), GivenUp);

    private async Task<long> VotesAsync() => (long)(await _yelb.Api.GetFromJsonAsync<JsonObject>("/api/votes", GivenUp))!["total"]!;

    /// <summary>Its log, up to the last line that is waited for.</summary>
    private async Task<IReadOnlyList<string>> LogAsync(Func<string, bool> isLast)
    {
        var id = (await EndAsync()).ResourceId;
        var lines = new List<string>();
        await foreach (var batch in _yelb.Application.Services.GetRequiredService<ResourceLoggerService>().WatchAsync(id).WithCancellation(GivenUp))
        {
            foreach (var line in batch)
            {
                lines.Add(line.Content);
                if (isLast(line.Content))
                {
                    return lines;
                }
            }
        }

        return lines;
    }

    /// <summary>Yelb with a load that ends soon.</summary>
    public sealed class ShortLoad : IAsyncLifetime
    {
        internal YelbApplication Yelb { get; } = new();

        /// <summary>The state of yelb-load when what it waits for was ready, so that it would have been started.</summary>
        internal string? StateAfterStart { get; private set; }

        public async ValueTask InitializeAsync()
        {
            await Yelb.StartAsync(builder =>
                builder.CreateResourceBuilder(builder.Resources.OfType<ProjectResource>().Single(r => r.Name == "yelb-load"))
                    .WithEnvironment("Load__RequestsPerSecond", Rate.ToString(CultureInfo.InvariantCulture))
                    .WithEnvironment("Load__Seconds", Seconds.ToString(CultureInfo.InvariantCulture)));
            StateAfterStart = (await Yelb.Application.ResourceNotifications.WaitForResourceAsync("yelb-load", _ => true, GivenUp)).Snapshot.State?.Text;
        }

        public ValueTask DisposeAsync() => Yelb.DisposeAsync();
    }
}
