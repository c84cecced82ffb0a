using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Yelb.Tests.Web;

/// <summary>Voting on the page.</summary>
public sealed class BrowserTests(YelbApplication yelb, Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Vote(bool javaScript)
    {
        var open = await OpenAsync(new() { JavaScriptEnabled = javaScript });
        var before = await open.VotesAsync("chipotle");

        await open.VoteButton("Chipotle").ClickAsync();
        await Expect(open.Page.GetByText("Your vote for Chipotle is counted")).ToBeVisibleAsync();

        Assert.True(await open.VotesAsync("chipotle") > before);
        // Without JavaScript the vote leads to another page.
        Assert.Equal(!javaScript, open.Page.Url.Contains("voted=chipotle", StringComparison.Ordinal));
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task Vote_by_keyboard_alone()
    {
        var open = await OpenAsync();
        var before = await open.VotesAsync("outback");
        // IHOP, Chipotle, Outback: nothing else is in the way.
        for (var i = 0; i < 3; i++)
        {
            await open.Page.Keyboard.PressAsync("Tab");
        }

        await Expect(open.VoteButton("Outback")).ToBeFocusedAsync();
        await open.Page.Keyboard.PressAsync("Enter");

        await Expect(open.Page.Locator("#notice")).ToContainTextAsync("Your vote for Outback is counted");
        await Expect(open.VoteButton("Outback")).ToBeFocusedAsync();
        Assert.True(await open.VotesAsync("outback") > before);
    }

    [Fact]
    public async Task Two_votes_from_one_page_have_different_keys()
    {
        var open = await OpenAsync();
        var keys = new HashSet<string>();
        for (var vote = 0; vote < 2; vote++)
        {
            var sent = await open.Page.RunAndWaitForResponseAsync(() => open.VoteButton("Outback").ClickAsync(), response => response.Request.Method == "POST");
            Assert.Equal(201, sent.Status);
            keys.Add(await sent.Request.HeaderValueAsync("Idempotency-Key") ?? "");
            await Expect(open.VoteButton("Outback")).ToHaveAttributeAsync("aria-disabled", "false");
        }

        Assert.Equal(2, keys.Count);
    }

    [Fact]
    public async Task Vote_whose_answer_is_lost_is_sent_again_with_its_key_and_counts_once()
    {
        var open = await OpenAsync();
        var tries = 0;
        var keys = new HashSet<string?>();
        await open.Page.RouteAsync("**/api/votes/ihop", async route =>
        {
            keys.Add(await route.Request.HeaderValueAsync("Idempotency-Key"));
            if (++tries == 1)
            {
                // It arrives and counts, and its answer does not.
                await route.FetchAsync();
                await route.AbortAsync();
            }
            else
            {
                await route.ContinueAsync();
            }
        });

        await open.VoteButton("IHOP").ClickAsync();
        await Expect(open.Page.Locator("#notice")).ToContainTextAsync("Your vote for IHOP is counted");
        Assert.Equal(2, tries);
        Assert.Single(keys);
    }

    [Fact]
    public async Task Vote_that_cannot_be_sent_is_not_shown_as_counted_and_keeps_its_key()
    {
        var open = await OpenAsync();
        var key = await open.Page.Locator("#bucadibeppo input").GetAttributeAsync("value");
        await open.Page.RouteAsync("**/api/votes/bucadibeppo", route => route.AbortAsync());

        await open.VoteButton("Buca di Beppo").ClickAsync();

        await Expect(open.Page.GetByText("could not be confirmed")).ToBeVisibleAsync();
        await Expect(open.Page.GetByText("is counted")).ToHaveCountAsync(0);
        Assert.Equal(key, await open.Page.Locator("#bucadibeppo input").InputValueAsync());
    }

    [Fact]
    public async Task Application_server_that_hangs_is_told_from_a_page_that_is_gone()
    {
        using var appServer = FaultyAppServer.ThatHangs();
        await using var web = await WebProcess.StartAsync(appServer.Address);
        var open = await OpenPage.OpenAsync(browser, web.Client.BaseAddress!);
        await Expect(open.State).ToHaveTextAsync("Not live");
        await Expect(open.Page.Locator("#notice")).ToContainTextAsync("The application server does not answer.");
    }

    [Theory]
    [InlineData(320)]
    [InlineData(360)]
    [InlineData(768)]
    [InlineData(1280)]
    [InlineData(2560)]
    public async Task Page_fits_the_screen(int width)
    {
        var open = await OpenAsync(new() { ViewportSize = new() { Width = width, Height = 800 } });
        Assert.Equal(width, await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(open.Complaints);
    }

    [Theory]
    [InlineData(360)]
    [InlineData(640)]
    [InlineData(1280)]
    public async Task Millions_of_votes_fit_their_places(int width)
    {
        using var appServer = FaultyAppServer.WithoutPageViews(votes: 1_234_567);
        await using var web = await WebProcess.StartAsync(appServer.Address);
        var open = await OpenPage.OpenAsync(browser, web.Client.BaseAddress!, new() { ViewportSize = new() { Width = width, Height = 800 } });

        await Expect(open.Page.Locator("#ihop strong")).ToHaveTextAsync("1,234,567");
        await Expect(open.Page.Locator("#page-views")).ToHaveTextAsync("not known now");
        Assert.Equal(width, await open.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Equal(0, await open.Page.EvaluateAsync<int>("[...document.querySelectorAll('.card')].filter(card => card.scrollWidth > card.clientWidth).length"));
    }

    private Task<OpenPage> OpenAsync(BrowserNewContextOptions? options = null) => OpenPage.OpenAsync(browser, yelb.WebAddress, options);
}
