using System.Net;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using EcsServiceConnect.Rehearsal.Checking;
using EcsServiceConnect.Rehearsal.CommandLine;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Rehearsal.Tests;
using Microsoft.Playwright;
using Yelb.Tests.Ecs;
using Yelb.Tests.Web;
using static Microsoft.Playwright.Assertions;

namespace Yelb.Tests.Rehearsal;

/// <summary>Yelb's published stack with <c>WithDashboard()</c>: its telemetry through the played proxies, in the real dashboard.</summary>
[Collection(nameof(OneAtATime))]
public sealed class RehearsedDashboardTests(RehearsedDashboardTests.RunningYelb yelb, Browser browser)
    : IClassFixture<RehearsedDashboardTests.RunningYelb>, IClassFixture<Browser>
{
    private const string Token = "secret yelb-dashboard DASHBOARD__FRONTEND__BROWSERTOKEN";

    [Fact(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    public async Task A_vote_is_traced_through_both_services_and_logs_and_metrics_are_there_too()
    {
        await VoteAsync();
        var page = await LogInAsync();

        await page.GotoAsync(Address("traces"));
        await Expect(Trace(page)).ToBeVisibleAsync();

        await page.GotoAsync(Address("structuredlogs"));
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "yelb-appserver" }).First).ToBeVisibleAsync();

        await page.GotoAsync(Address("metrics/resource/yelb-ui"));
        await Expect(page.GetByText("http.server.request.duration").First).ToBeVisibleAsync();
    }

    [Fact(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    public async Task Nobody_sees_it_without_the_token()
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync(Address("traces"));

        await Expect(page).ToHaveURLAsync(new Regex("/login"));
        Assert.Equal("yelb-ui has no secret TOKEN; it has OTEL_EXPORTER_OTLP_HEADERS.", (await Assert.ThrowsAsync<RehearsalException>(() => yelb.Commands!.RunAsync("secret yelb-ui TOKEN"))).Message);
    }

    [Fact(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    public async Task Its_key_and_its_token_are_in_no_log()
    {
        await Expect((await LogInAsync()).GetByText("Structured").First).ToBeVisibleAsync();

        var stack = yelb.Stack!.Stack;
        Assert.Contains(await yelb.Commands!.RunAsync(Token), stack.Plan.Secrets);
        var result = SecretChecks.Logs(stack.Plan, stack.Resources.Files.Logs);
        Assert.True(result.HasPassed, result.Detail);
    }

    /// <summary>All that a rehearsal checks, with the collector too, which takes its time: <c>-explicit only</c>.</summary>
    [Fact(Explicit = true), Trait("Run", "by hand")]
    public async Task With_the_collector_too_the_standard_checks_are_green_and_it_gets_what_services_send()
    {
        var published = await ObservedYelb.PublishAsync(environment => environment.WithDashboard().WithCloudWatchTelemetry());
        await using var running = await RehearsedYelb.BeginAsync(published.Template, more: published.Images);
        await running.Stack.CreateServicesAsync(TimeSpan.FromSeconds(60), Patience.Token);

        var results = await running.CheckAsync(RehearsedYelb.Scenario, Patience.Token);

        Assert.All(results, result => Assert.True(result.HasPassed, $"{result.Name}: {result.Detail}"));
        await using var commands = new RehearsalCommands(running.Stack);
        var page = await browser.OpenAsync();
        await page.GotoAsync($"http://{(await commands.RunAsync("forward yelb-collector 18888")).Split(' ')[0]}/traces");
        await Expect(Trace(page)).ToBeVisibleAsync();
    }

    /// <summary>Takes the picture in docs/images anew, where that is asked for: <c>-explicit only -class Yelb.Tests.Rehearsal.RehearsedDashboardTests</c>.</summary>
    [Fact(Explicit = true), Trait("Run", "by hand")]
    public async Task Take()
    {
        // The first vote of a process is compiled on its way.
        for (var vote = 0; vote < 5; vote++)
        {
            await VoteAsync();
        }

        var page = await LogInAsync(new() { ColorScheme = ColorScheme.Light, ViewportSize = new() { Width = 1400, Height = 900 } });
        await page.GotoAsync(Address("traces"));
        await Trace(page).GetByText("yelb-ui: POST").ClickAsync();
        await Expect(page.GetByText("Total spans")).ToBeVisibleAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "docs", "images", "rehearsed-trace.png") });
    }

    private static ILocator Trace(IPage page) => page.GetByRole(AriaRole.Row)
        .Filter(new() { HasText = "yelb-ui: POST" }).Filter(new() { HasText = "yelb-appserver (" }).Last;

    private string Address(string path) => $"http://{yelb.Dashboard}/{path}";

    private async Task<IPage> LogInAsync(BrowserNewContextOptions? options = null)
    {
        var page = await browser.OpenAsync(options);
        await page.GotoAsync(Address($"login?t={await yelb.Commands!.RunAsync(Token)}"));
        return page;
    }

    private async Task VoteAsync()
    {
        using var client = new HttpClient { BaseAddress = yelb.Stack!.Stack.PublicAddress };
        using var answer = await client.PostAsync("/api/votes/ihop", null, Patience.Token);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    /// <summary>The stack, steady, with a session to its dashboard; null where this user may rehearse nothing.</summary>
    public sealed class RunningYelb : IAsyncLifetime
    {
        internal RunningStack? Stack { get; private set; }

        internal RehearsalCommands? Commands { get; private set; }

        /// <summary>Where the dashboard answers on this machine.</summary>
        internal string Dashboard { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            if (!Namespaces.AreAllowed)
            {
                return;
            }

            var published = await ObservedYelb.PublishAsync(environment => environment.WithDashboard());
            Stack = await RehearsedYelb.BeginAsync(published.Template, AtOnce, published.Images);
            await Stack.Stack.CreateServicesAsync(TimeSpan.FromSeconds(60), Patience.Token);
            Commands = new(Stack.Stack);
            Dashboard = (await Commands.RunAsync("forward yelb-dashboard 18888")).Split(' ')[0];
        }

        public async ValueTask DisposeAsync()
        {
            if (Stack is not null)
            {
                await Commands!.DisposeAsync();
                await Stack.DisposeAsync();
            }
        }

        // OpenTelemetry sends metrics once a minute by default, traces and logs every five seconds.
        private static RehearsalPlan AtOnce(RehearsalPlan plan) => plan with
        {
            Services = [.. plan.Services.Select(service => service with
            {
                TaskDefinition = service.TaskDefinition with
                {
                    Containers = [.. service.TaskDefinition.Containers.Select(container => container with
                    {
                        Environment = new Dictionary<string, string>(container.Environment)
                        {
                            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000", ["OTEL_BSP_SCHEDULE_DELAY"] = "500", ["OTEL_BLRP_SCHEDULE_DELAY"] = "500",
                        },
                    })],
                },
            })],
        };
    }
}
