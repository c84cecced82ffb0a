using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Yelb.Tests.Web;

/// <summary>Takes the pictures of docs/images anew, where that is asked for: <c>-explicit only -class Yelb.Tests.Web.Screenshots</c>.</summary>
[Collection(nameof(TwoOfEach))]
public sealed class Screenshots(TwoOfEach two, Browser browser) : IClassFixture<Browser>
{
    private static readonly (string Restaurant, int Votes)[] _votes = [("ihop", 42), ("chipotle", 29), ("outback", 17), ("bucadibeppo", 21)];

    [Fact(Explicit = true), Trait("Run", "by hand")]
    public async Task Take()
    {
        foreach (var (restaurant, votes) in _votes)
        {
            await Task.WhenAll(Enumerable.Range(0, votes).Select(_ => two.Yelb.Web.PostAsync(new Uri($"/api/votes/{restaurant}", UriKind.Relative), null, Patience.Token)));
        }

        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await TakeAsync("desktop", scheme, new() { Width = 1280, Height = 800 }, scale: 1);
            await TakeAsync("phone", scheme, new() { Width = 360, Height = 780 }, scale: 2);
        }
    }

    private async Task TakeAsync(string device, ColorScheme scheme, ViewportSize size, float scale)
    {
        var open = await OpenPage.OpenLiveAsync(browser, two.Pages[0], new() { ColorScheme = scheme, ViewportSize = size, DeviceScaleFactor = scale });
        // A browser that meets the page for the first time may begin without its font.
        await open.Page.ReloadAsync();
        await Expect(open.State).ToBeVisibleAsync();
        await Expect(open.Page.Locator("#servers")).ToHaveTextAsync("2 application servers");
        await open.Page.WaitForFunctionAsync("() => document.getAnimations().length === 0");
        await open.Page.ScreenshotAsync(new()
        {
            Path = Path.Combine(Repository.Root, "docs", "images", $"page-{device}-{scheme.ToString().ToLowerInvariant()}.png"),
        });
    }
}
