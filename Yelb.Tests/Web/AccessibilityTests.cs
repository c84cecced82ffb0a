using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;
using ProcessesAndTools;
using static Microsoft.Playwright.Assertions;

namespace Yelb.Tests.Web;

/// <summary>The page for those who do not see it, do not point, or do not bear motion.</summary>
public sealed partial class AccessibilityTests(YelbApplication yelb, Browser browser) : IClassFixture<Browser>
{
    private const string AxeVersion = "4.14.1";

    [Theory]
    [InlineData(ColorScheme.Light, 360)]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 360)]
    [InlineData(ColorScheme.Dark, 1280)]
    public async Task Axe_finds_nothing_on_the_page_nor_after_a_vote(ColorScheme scheme, int width)
    {
        // A colour on its way from one to another has no contrast to be asked for.
        var open = await OpenPage.OpenLiveAsync(browser, yelb.WebAddress, new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce, ViewportSize = new() { Width = width, Height = 800 } });
        Assert.Empty(await FindAsync(open.Page));

        await open.VoteButton("IHOP").ClickAsync();
        await Expect(open.Page.Locator("#notice")).ToContainTextAsync("is counted");
        Assert.Empty(await FindAsync(open.Page));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_finds_nothing_during_an_outage(ColorScheme scheme)
    {
        WebProcess web;
        OpenPage open;
        using (var appServer = FaultyAppServer.WithoutPageViews())
        {
            web = await WebProcess.StartAsync(appServer.Address);
            // The first request of a process pays for its start, and may be too late for its votes.
            (await web.Client.GetAsync("/", Patience.Token)).Dispose();
            open = await OpenPage.OpenAsync(browser, web.Client.BaseAddress!, new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        }

        await using var running = web;
        // With the numbers of before.
        await Expect(open.Page.Locator("main")).ToHaveAttributeAsync("data-stale", "");
        Assert.Empty(await FindAsync(open.Page));
    }

    [Fact]
    public async Task Chart_has_a_name_with_the_total_and_a_table_with_the_same_numbers()
    {
        var open = await OpenPage.OpenLiveAsync(browser, yelb.WebAddress);
        await Expect(open.Page.Locator("[role=img]")).ToHaveAccessibleNameAsync(ChartName());
        var table = open.Page.GetByRole(AriaRole.Table, new() { Name = "Votes and shares" });
        await Expect(table.GetByRole(AriaRole.Row)).ToHaveCountAsync(6);
        await Expect(table.GetByRole(AriaRole.Rowheader)).ToHaveTextAsync(["IHOP", "Chipotle", "Outback", "Buca di Beppo", "Total"]);
    }

    [Fact]
    public async Task Votes_are_announced_ones_own_and_those_of_others()
    {
        var open = await OpenPage.OpenLiveAsync(browser, yelb.WebAddress);
        using var others = await yelb.Api.PostAsync(new Uri("/api/votes/chipotle", UriKind.Relative), null, Patience.Token);
        // Said to all who listen, which other tests' votes may come before.
        await Expect(open.Page.Locator("[aria-live=polite]")).ToContainTextAsync(News());

        await open.VoteButton("Outback").ClickAsync();
        await Expect(open.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Your vote for Outback is counted");
    }

    [Fact]
    public async Task Nothing_moves_for_those_who_asked_for_less_motion()
    {
        var open = await OpenPage.OpenLiveAsync(browser, yelb.WebAddress, new() { ReducedMotion = ReducedMotion.Reduce });
        await open.Page.EvaluateAsync("addEventListener('transitionrun', () => window.moved = true, true)");
        await open.VoteButton("IHOP").ClickAsync();
        await Expect(open.Page.Locator("#notice")).ToContainTextAsync("is counted");
        Assert.Equal(0, await open.Page.EvaluateAsync<int>("document.getAnimations().length"));
        Assert.False(await open.Page.EvaluateAsync<bool>("window.moved === true"));
    }

    /// <summary>What axe-core finds: the rule, and where.</summary>
    private static async Task<string[]> FindAsync(IPage page)
    {
        // Colours that are still on their way from one to another have no contrast of their own.
        await page.WaitForFunctionAsync("() => document.getAnimations().length === 0");
        var folder = await new ToolCache().NpmPackageAsync("axe-core", AxeVersion, NullLogger.Instance, Patience.Token);
        // Not by a script element, which the page's policy refuses.
        await page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(folder, "axe.min.js"), Patience.Token));
        return await page.EvaluateAsync<string[]>(
            "async () => (await axe.run()).violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html}: ${node.failureSummary}`))");
    }

    [GeneratedRegex(@"^How the vote stands [\d,]+ votes?$")]
    private static partial Regex ChartName();

    [GeneratedRegex(@"^[\d,]+ more votes?\. .+ has [\d,]+ of [\d,]+\.$")]
    private static partial Regex News();
}
