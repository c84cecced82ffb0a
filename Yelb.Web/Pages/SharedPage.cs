using Yelb.Voting;

namespace Yelb.Web.Pages;

/// <summary>
/// The page at /, rendered once for all who wait for it at the same moment, of numbers that were asked for after they
/// came. Each of them is counted, but who only fetches it in case somebody will view it; all see the number of the last.
/// </summary>
internal sealed class SharedPage(IServiceProvider services, PageRenderer renderer)
{
    /// <summary>Of a page and of the one before it, which may hold it up: what the application server does not tell until
    /// then is not on it.</summary>
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    /// <summary>Together with the patience of a page, it is there within 2 s when the application server hangs.</summary>
    private static readonly TimeSpan _holdUp = TimeSpan.FromSeconds(0.25);

    private readonly Batcher<bool, RenderedPage> _pages = new(_limit, _holdUp, visitors => RenderAsync(services, renderer, visitors));

    /// <param name="isViewed">Whether it counts.</param>
    public Task<RenderedPage> RenderAsync(bool isViewed) => _pages.AskAsync(isViewed);

    private static async Task<RenderedPage[]> RenderAsync(IServiceProvider services, PageRenderer renderer, bool[] visitors)
    {
        // What it notes down belongs to one page.
        var appServer = services.GetRequiredService<AppServer>();
        var content = await appServer.AskForPageAsync(vote: null, newViews: visitors.Count(isViewed => isViewed), CancellationToken.None);
        return [.. Enumerable.Repeat(await renderer.RenderAsync(content), visitors.Length)];
    }
}
