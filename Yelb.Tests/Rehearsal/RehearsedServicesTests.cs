using System.Diagnostics;
using System.Net;
using EcsServiceConnect.Rehearsal.Checking;
using EcsServiceConnect.Rehearsal.CommandLine;
using EcsServiceConnect.Rehearsal.Deployments;
using EcsServiceConnect.Rehearsal.Services;
using EcsServiceConnect.Rehearsal.Tests;
using Yelb.Bench.Faults;

namespace Yelb.Tests.Rehearsal;

/// <summary>What ECS does with services that run, on Yelb's published stack.</summary>
[Collection(nameof(OneAtATime))]
public sealed class RehearsedServicesTests(RehearsedServicesTests.RunningYelb yelb) : IClassFixture<RehearsedServicesTests.RunningYelb>
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private RunningStack Running => yelb.Stack!;

    private RehearsedService AppServer => Running.Stack.Find("yelb-appserver");

    private static CancellationToken Cancellation => Patience.Token;

    [Fact(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    public async Task Tasks_come_and_go_as_commands_say()
    {
        var commands = new RehearsalCommands(Running.Stack);
        var counter = RehearsedYelb.Scenario.Counters[0];
        using var application = new Application(Running.Stack.PublicAddress!);

        // Scaled, with Spot for the second one; taken back, it is replaced.
        await commands.RunAsync("scale yelb-appserver 2");
        Assert.True(await AppServer.WaitUntilAsync(s => s.IsSteady && s.Tasks.Count == 2, _patience, Cancellation));
        var spot = Assert.Single(AppServer.Tasks, t => t.CapacityProvider == "FARGATE_SPOT");
        await commands.RunAsync($"spot {spot.Id}");
        Assert.True(await AppServer.WaitUntilAsync(s => s.IsSteady && s.Tasks.All(t => t.Id != spot.Id), _patience, Cancellation));

        // Crashed, it is replaced as well, and nothing of it is counted as a failed deployment.
        var crashed = AppServer.Tasks[0];
        await commands.RunAsync($"kill {crashed.Id}");
        Assert.True(await AppServer.WaitUntilAsync(s => s.IsSteady && s.Tasks.All(t => t.Id != crashed.Id), _patience, Cancellation));
        Assert.Equal(RolloutState.Completed, AppServer.Primary.State);

        // Slowed.
        var clock = Stopwatch.StartNew();
        await commands.RunAsync("slow yelb-appserver 700ms");
        await application.ReadAsync(counter, Cancellation);
        Assert.True(clock.Elapsed > TimeSpan.FromMilliseconds(700), $"{clock.Elapsed}");

        // Cut off from its database, it has no votes; healed, it has.
        await commands.RunAsync("heal");
        await application.ReadAsync(counter, Cancellation);
        await commands.RunAsync("cut yelb-appserver yelb-db");
        await Assert.ThrowsAsync<HttpRequestException>(() => application.ReadAsync(counter, Cancellation));
        await commands.RunAsync("heal");
        await application.ReadEventuallyAsync(counter, _patience, Cancellation);

        var table = string.Join('\n', new StackTable(Running.Stack).Lines());
        TestContext.Current.TestOutputHelper!.WriteLine(table);
        Assert.Contains("2/2 ready", table, StringComparison.Ordinal);
    }

    [Fact(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    public async Task A_deployment_that_fails_is_rolled_back_and_nobody_notices()
    {
        var container = AppServer.Plan.TaskDefinition.Containers[0];
        var broken = AppServer.Plan with
        {
            TaskDefinition = AppServer.Plan.TaskDefinition with { Containers = [container with { EntryPoint = ["/bin/false"], Command = [] }] },
        };

        AppServer.Deploy(broken);

        Assert.True(await AppServer.WaitUntilAsync(s => s.Primary is { Number: 3, State: RolloutState.Completed }, _patience, Cancellation));
        using var application = new Application(Running.Stack.PublicAddress!);
        await application.ReadAsync(RehearsedYelb.Scenario.Counters[0], Cancellation);
        Assert.DoesNotContain(AppServer.Tasks, t => t.Service == broken);
    }

    [Theory(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    [InlineData("yelb-db", "/api/votes/ihop", "")]
    [InlineData("yelb-db", "/api/votes/ihop", " hangup")]
    [InlineData("yelb-redis", "/api/pageviews", "")]
    [InlineData("yelb-redis", "/api/pageviews", " hangup")]
    public async Task A_demoted_store_takes_no_writes_until_it_is_healed_be_it_another_task_by_then(string store, string counts, string how)
    {
        await using var commands = new FaultCommands(Running.Stack);
        var service = Running.Stack.Find(store);
        using var client = new HttpClient { BaseAddress = Running.Stack.PublicAddress };
        await UntilAsync(HttpStatusCode.OK, HttpStatusCode.Created);

        await commands.RunAsync($"demote {store}{how}");
        await UntilAsync(HttpStatusCode.ServiceUnavailable);
        await commands.RunAsync("heal");
        await UntilAsync(HttpStatusCode.OK, HttpStatusCode.Created);

        await commands.RunAsync($"demote {store}{how}");
        var before = service.RunningTask.Id;
        await commands.RunAsync($"kill {before}");
        Assert.True(await service.WaitUntilAsync(s => s.IsSteady && s.Tasks.All(t => t.Id != before), _patience, Cancellation));
        await commands.RunAsync("heal");
        await UntilAsync(HttpStatusCode.OK, HttpStatusCode.Created);

        async Task UntilAsync(params HttpStatusCode[] wanted)
        {
            for (var clock = Stopwatch.StartNew(); ; await Task.Delay(20, Cancellation))
            {
                using var answer = await client.PostAsync(new Uri(counts, UriKind.Relative), new ByteArrayContent([]), Cancellation);
                if (wanted.Contains(answer.StatusCode))
                {
                    return;
                }

                Assert.True(clock.Elapsed < _patience, $"{answer.StatusCode}");
            }
        }
    }

    /// <summary>Yelb's published stack, steady; null where this user may rehearse nothing.</summary>
    public sealed class RunningYelb : IAsyncLifetime
    {
        internal RunningStack? Stack { get; private set; }

        public async ValueTask InitializeAsync()
        {
            if (Namespaces.AreAllowed)
            {
                await TestTools.EnsureAsync("psql", "redis-server");
                Stack = await RehearsedYelb.BeginAsync(await RehearsedYelb.TemplateAsync());
                await Stack.Stack.CreateServicesAsync(_patience, Cancellation);
                Assert.All(Stack.Stack.Services, service => Assert.True(service.IsSteady, service.Name));
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (Stack is not null)
            {
                await Stack.DisposeAsync();
            }
        }
    }
}
