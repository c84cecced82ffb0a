using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Yelb.Tests.Web;

public sealed class BrowserTests(YelbApplication yelb, Browser browser) : IClassFixture<Browser>
{
    private readonly ConcurrentQueue<string> _complaints = [];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Vote(bool javaScript)
    {
        var page = await OpenAsync(new() { JavaScriptEnabled = javaScript });
        var votes = page.Locator("#chipotle strong");
        var before = PageHtml.Number(await votes.InnerTextAsync());
        var reloaded = false;
        page.Load += (_, _) => reloaded = true;

        await page.GetByRole(AriaRole.Button, new() { Name = "Vote for Chipotle" }).ClickAsync();
        await Expect(page.GetByText("Your vote for Chipotle is counted.")).ToBeVisibleAsync();

        Assert.True(PageHtml.Number(await votes.InnerTextAsync()) > before);
        Assert.Equal(!javaScript, reloaded);
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task Two_votes_from_one_page_count_twice()
    {
        var page = await OpenAsync(new());
        var keys = new HashSet<string>();
        for (var vote = 0; vote < 2; vote++)
        {
            keys.Add(await page.Locator("#outback input").GetAttributeAsync("value") ?? "");
            var answer = page.WaitForResponseAsync(response => response.Request.Method == "POST");
            await page.Locator("#outback button").ClickAsync();
            Assert.Equal(303, (await answer).Status);
            await Expect(page.Locator("main")).ToHaveAttributeAsync("aria-busy", "false");
        }

        Assert.Equal(2, keys.Count);
        await Expect(page.Locator("#outback button")).ToBeFocusedAsync();
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task Vote_that_cannot_be_sent_is_not_shown_as_counted()
    {
        var page = await OpenAsync(new());
        var before = await page.Locator("#ihop strong").InnerTextAsync();
        var key = await page.Locator("#ihop input").GetAttributeAsync("value");
        await page.RouteAsync("**/votes/ihop", route => route.AbortAsync());

        await page.Locator("#ihop button").ClickAsync();

        await Expect(page.GetByText("could not be confirmed")).ToBeVisibleAsync();
        Assert.Equal(before, await page.Locator("#ihop strong").InnerTextAsync());
        Assert.Equal(key, await page.Locator("#ihop input").GetAttributeAsync("value"));
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task Page_fits_the_screen(int width)
    {
        var page = await OpenAsync(new() { ViewportSize = new() { Width = width, Height = 800 } });
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(_complaints);
    }

    /// <summary>Opens the page and collects what should not be: errors, policy violations, requests to others.</summary>
    private async Task<IPage> OpenAsync(BrowserNewContextOptions options)
    {
        var page = await browser.OpenAsync(options);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.RequestFailed += (_, request) => _complaints.Enqueue($"{request.Url}: {request.Failure}");
        page.Request += (_, request) =>
        {
            if (!yelb.WebAddress.IsBaseOf(new Uri(request.Url)))
            {
                _complaints.Enqueue($"a request to {request.Url}");
            }
        };
        await page.GotoAsync(yelb.WebAddress.ToString());
        return page;
    }
}
