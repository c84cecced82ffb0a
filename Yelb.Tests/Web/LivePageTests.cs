using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace Yelb.Tests.Web;

/// <summary>Open pages, with two replicas of each service behind them.</summary>
[Collection(nameof(TwoOfEach))]
public sealed partial class LivePageTests(TwoOfEach two, Browser browser) : IClassFixture<Browser>
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Two_browsers_see_each_others_votes_within_a_second()
    {
        var pages = await Task.WhenAll(two.Pages.Select(page => OpenPage.OpenLiveAsync(browser, page)));
        var latencies = new Latencies();
        for (var round = 0; round < 5; round++)
        {
            foreach (var (voter, other) in new[] { (pages[0], pages[1]), (pages[1], pages[0]) })
            {
                var before = await other.VotesAsync("chipotle");
                await voter.VoteButton("Chipotle").ClickAsync();
                await latencies.AddAsync(other.WaitForVotesAsync("chipotle", before + 1));
                // Or the next click would fall into the vote that is still being sent.
                await voter.WaitForVotesAsync("chipotle", before + 1);
                await Expect(voter.VoteButton("Chipotle")).ToHaveAttributeAsync("aria-disabled", "false");
            }
        }

        Assert.InRange(latencies.Median, TimeSpan.Zero, _second);
        Assert.All(pages, page => Assert.Empty(page.Complaints));
    }

    [Fact]
    public async Task Page_view_of_another_shows_within_a_second()
    {
        var watching = await OpenPage.OpenLiveAsync(browser, two.Pages[0]);
        var latencies = new Latencies();
        using var client = new HttpClient();
        for (var view = 0; view < 6; view++)
        {
            var before = PageHtml.Number(await watching.Page.Locator("#page-views").InnerTextAsync());
            await client.GetStringAsync(two.Pages[1], Patience.Token);
            await latencies.AddAsync(watching.Page.WaitForFunctionAsync(
                "before => Number(document.querySelector('#page-views').textContent.replaceAll(',', '')) > before", before));
        }

        Assert.InRange(latencies.Median, TimeSpan.Zero, _second);
    }

    [Fact]
    public async Task Page_shows_how_many_application_servers_have_answered()
    {
        var open = await OpenPage.OpenLiveAsync(browser, two.Pages[0]);
        using var client = new HttpClient();
        for (var votes = 0; await open.Page.Locator("#servers").InnerTextAsync() != "2 application servers"; votes++)
        {
            // Aspire's proxy sends each connection to either of them. Of many at once, who answers last is the next to be asked;
            // of more each time, for the few connections that are there already may all lead to the same one.
            Assert.True(votes < 20, $"{votes} votes were answered by one application server.");
            await Task.WhenAll(Enumerable.Range(0, 10 * (votes + 1)).Select(_ => client.GetStringAsync(new Uri(two.Pages[0], "/api/hostname"), Patience.Token)));
            await open.VoteButton("IHOP").ClickAsync();
            await Expect(open.VoteButton("IHOP")).ToHaveAttributeAsync("aria-disabled", "false");
        }
    }

    [Fact]
    public async Task Application_servers_that_stop_and_start_again_are_told_and_found_again()
    {
        var open = await OpenPage.OpenLiveAsync(browser, two.Pages[0]);
        var before = await open.VotesAsync("outback");

        await using (await two.StopAsync("yelb-appserver"))
        {
            await Expect(open.State).ToHaveTextAsync("Not live");
            await Expect(open.Page.Locator("#notice")).ToContainTextAsync("The application server does not answer");
            Assert.Equal(before, await open.VotesAsync("outback"));

            await open.VoteButton("Outback").ClickAsync();
            await Expect(open.Page.Locator("#notice")).ToContainTextAsync("Your vote for Outback could not be confirmed");
            Assert.Equal(before, await open.VotesAsync("outback"));
        }

        await Expect(open.State).ToHaveTextAsync("Live");
        await Expect(open.Page.Locator("#notice")).Not.ToContainTextAsync("does not answer");
        Assert.Equal(before, await open.VotesAsync("outback"));

        await open.VoteButton("Outback").ClickAsync();
        await Expect(open.Page.Locator("#notice")).ToContainTextAsync("Your vote for Outback is counted");
        Assert.Equal(before + 1, await open.VotesAsync("outback"));
    }

    [Fact]
    public async Task Store_that_stops_takes_only_its_own_numbers_and_comes_back()
    {
        var open = await OpenPage.OpenLiveAsync(browser, two.Pages[0]);
        await using (await two.StopAsync("yelb-db"))
        {
            await Expect(open.Page.Locator("#notice")).ToContainTextAsync("Nobody can vote now: the votes’ database does not answer.");
            await Expect(open.Page.Locator("#notice")).ToContainTextAsync(ShownSince());
            // The stream goes on.
            await Expect(open.State).ToHaveTextAsync("Live");
        }

        await Expect(open.Page.Locator("#notice p")).ToHaveCountAsync(0);
        await open.VoteButton("IHOP").ClickAsync();
        await Expect(open.Page.Locator("#notice")).ToContainTextAsync("Your vote for IHOP is counted");
    }

    [Fact]
    public async Task Page_opened_during_an_outage_fills_itself_in()
    {
        OpenPage open;
        await using (await two.StopAsync("yelb-appserver"))
        {
            open = await OpenPage.OpenAsync(browser, two.Pages[0]);
            Assert.Equal(["–"], (await open.Page.Locator("[data-votes], [data-share], [data-total]").AllTextContentsAsync()).Distinct());
            await Expect(open.Page.Locator("#notice")).ToContainTextAsync("the application server does not answer", new() { IgnoreCase = true });
        }

        await Expect(open.State).ToHaveTextAsync("Live");
        await Expect(open.Page.Locator("#notice p")).ToHaveCountAsync(0);
        await Expect(open.Page.Locator("#ihop strong")).ToHaveTextAsync(Digits());
        await Expect(open.Page.Locator("#page-views")).ToHaveTextAsync(Digits());
    }

    [Fact]
    public async Task Page_that_was_open_through_a_deployment_of_yelb_ui_goes_on()
    {
        var open = await OpenPage.OpenLiveAsync(browser, two.Pages[0]);
        await using (await two.StopAsync("yelb-ui"))
        {
            await Expect(open.State).ToHaveTextAsync("No connection");
            await Expect(open.Page.Locator("#notice")).ToContainTextAsync("There is no connection to Yelb.");
        }

        await Expect(open.State).ToHaveTextAsync("Live");
        await open.VoteButton("Chipotle").ClickAsync();
        await Expect(open.Page.Locator("#notice")).ToContainTextAsync("Your vote for Chipotle is counted");
    }

    [Fact]
    public async Task Page_without_the_stream_asks_and_says_so()
    {
        var open = await OpenPage.OpenLiveAsync(browser, two.Pages[0]);
        await open.Page.RouteAsync("**/api/live", route => route.AbortAsync());
        await open.Page.ReloadAsync();
        await Expect(open.State).ToHaveTextAsync("Every few seconds");

        var before = await open.VotesAsync("bucadibeppo");
        using var client = new HttpClient { BaseAddress = two.Pages[1] };
        using var vote = await client.PostAsync(new Uri("/api/votes/bucadibeppo", UriKind.Relative), null, Patience.Token);
        await open.WaitForVotesAsync("bucadibeppo", before + 1);

        await open.Page.UnrouteAllAsync();
        await Expect(open.State).ToHaveTextAsync("Live");
    }

    [GeneratedRegex(@"These are the votes of \d\d:\d\d:\d\d\.")]
    private static partial Regex ShownSince();

    [GeneratedRegex(@"^[\d,]+$")]
    private static partial Regex Digits();
}
