using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Yelb.Tests.Web;

/// <summary>Yelb's page in a browser, and everything that a browser complained about.</summary>
internal sealed class OpenPage
{
    private readonly ConcurrentQueue<string> _complaints = [];

    private OpenPage(IPage page) => Page = page;

    public IPage Page { get; }

    /// <summary>Errors, warnings, violations of the policy, failed requests, and requests to anywhere else.</summary>
    public IEnumerable<string> Complaints => _complaints;

    /// <summary>How the page says that it gets its news, such as "Live".</summary>
    public ILocator State => Page.Locator("#live");

    public static async Task<OpenPage> OpenAsync(Browser browser, Uri address, BrowserNewContextOptions? options = null)
    {
        var open = new OpenPage(await browser.OpenAsync(options));
        open.Listen(address);
        await open.Page.GotoAsync(address.ToString());
        return open;
    }

    public static async Task<OpenPage> OpenLiveAsync(Browser browser, Uri address, BrowserNewContextOptions? options = null)
    {
        var open = await OpenAsync(browser, address, options);
        await Expect(open.State).ToBeVisibleAsync();
        await Expect(open.State).ToHaveTextAsync("Live");
        return open;
    }

    /// <summary>The votes on a restaurant's card.</summary>
    public async Task<long> VotesAsync(string restaurant) => PageHtml.Number(await Page.Locator($"#{restaurant} strong").InnerTextAsync());

    public ILocator VoteButton(string title) => Page.GetByRole(AriaRole.Button, new() { Name = $"Vote for {title}" });

    /// <summary>Ends when the card shows at least this many votes; it looks at every frame.</summary>
    public Task WaitForVotesAsync(string restaurant, long votes) =>
        Page.WaitForFunctionAsync(
            "([restaurant, votes]) => Number(document.querySelector(`#${restaurant} strong`).textContent.replaceAll(',', '')) >= votes",
            new object[] { restaurant, votes });

    private void Listen(Uri address)
    {
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue(message.Text);
            }
        };
        Page.PageError += (_, error) => _complaints.Enqueue(error);
        Page.RequestFailed += (_, request) => _complaints.Enqueue($"{request.Url}: {request.Failure}");
        Page.Request += (_, request) =>
        {
            if (!address.IsBaseOf(new Uri(request.Url)))
            {
                _complaints.Enqueue($"a request to {request.Url}");
            }
        };
    }
}
