using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Yelb.Tests.Web;
using static Microsoft.Playwright.Assertions;

namespace Yelb.Tests.Dashboard;

/// <summary>What a user sees in Aspire's own dashboard, and does there.</summary>
public sealed partial class DashboardTests(DashboardApplication application, Browser browser)
    : IClassFixture<DashboardApplication>, IClassFixture<Browser>
{
    [Theory]
    [InlineData("yelb-ui")]
    [InlineData("yelb-appserver")]
    [InlineData("yelb-db")]
    [InlineData("yelb-redis")]
    public async Task Resource_is_shown_running_and_healthy(string name)
    {
        var page = await LogInAsync();

        // Where it is not healthy, the dashboard says so behind the state.
        await Expect(State(Row(page, name))).ToHaveTextAsync("Running");
    }

    [Fact]
    public async Task Console_log_of_a_service_is_shown()
    {
        var page = await LogInAsync();

        await Button(Row(page, "yelb-appserver"), "Console logs").ClickAsync();

        await Expect(page.GetByText("Now listening on: http://").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Vote_is_traced_from_the_page_to_the_database()
    {
        using var vote = await application.Yelb.Web.PostAsync("/api/votes/ihop", null, Patience.Token);
        Assert.Equal(HttpStatusCode.Created, vote.StatusCode);
        var page = await LogInAsync();

        await page.GotoAsync(new Uri(application.Login, "/traces").ToString());
        var trace = page.GetByRole(AriaRole.Row)
            .Filter(new() { HasTextRegex = VoteThroughThePage() })
            .Filter(new() { HasText = "yelb-appserver (" });

        // Telemetry is sent every few seconds. The dashboard knows the database by its address, and calls it as the model does.
        await Expect(trace.First).ToContainTextAsync(Database());
    }

    [Fact]
    public async Task Service_is_stopped_and_started_by_its_buttons()
    {
        var page = await LogInAsync();
        var row = Row(page, "yelb-ui");

        await Button(row, "Stop resource").ClickAsync();
        await Expect(State(row)).Not.ToContainTextAsync("Running");
        await Button(row, "Start resource").ClickAsync();
        await Expect(State(row)).ToHaveTextAsync("Running");

        using var response = await application.Yelb.Web.GetAsync("/", Patience.Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task<IPage> LogInAsync()
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync(application.Login.ToString());
        return page;
    }

    private static ILocator Row(IPage page, string resource) => page.GetByRole(AriaRole.Row)
        .Filter(new() { Has = page.Locator(".resource-name-text").GetByText(resource, new() { Exact = true }) });

    private static ILocator State(ILocator row) => row.Locator(".state-column-cell");

    private static ILocator Button(ILocator row, string name) => row.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    [GeneratedRegex(@"yelb-ui: POST .*yelb-ui \(", RegexOptions.Singleline)]
    private static partial Regex VoteThroughThePage();

    [GeneratedRegex(@"(yelb-db|yelbdatabase) \(")]
    private static partial Regex Database();
}
