using Microsoft.Playwright;
using Yelb.Tests.Web;
using static Microsoft.Playwright.Assertions;

namespace Yelb.Tests.Dashboard;

/// <summary>Takes the pictures of the dashboard in docs/images anew, where that is asked for: <c>-explicit only -class Yelb.Tests.Dashboard.DashboardScreenshots</c>.</summary>
public sealed class DashboardScreenshots(DashboardApplication application, Browser browser)
    : IClassFixture<DashboardApplication>, IClassFixture<Browser>
{
    [Fact(Explicit = true), Trait("Run", "by hand")]
    public async Task Take()
    {
        var page = await browser.OpenAsync(new() { ColorScheme = ColorScheme.Light, ViewportSize = new() { Width = 1400, Height = 900 } });
        await page.GotoAsync(application.Login.ToString());
        await Expect(page.Locator(".state-column-cell").GetByText("Running")).ToHaveCountAsync(5);
        await TakeAsync(page, "dashboard");

        // The first vote of a process is compiled on its way.
        for (var vote = 0; vote < 5; vote++)
        {
            using var answer = await application.Yelb.Web.PostAsync("/api/votes/ihop", null, Patience.Token);
        }

        await page.GotoAsync(new Uri(application.Login, "/traces").ToString());
        var trace = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "yelb-ui: POST" }).Filter(new() { HasText = "yelb-appserver (" }).Last;
        await trace.GetByText("yelb-ui: POST").ClickAsync();
        await Expect(page.GetByText("Total spans")).ToBeVisibleAsync();
        await TakeAsync(page, "trace");
    }

    private static async Task TakeAsync(IPage page, string name)
    {
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "docs", "images", $"{name}.png") });
    }
}
