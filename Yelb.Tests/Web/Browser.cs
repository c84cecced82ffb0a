using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Yelb.Tests.Web;

/// <summary>The browser of a class of tests, whose pages are closed with it.</summary>
public sealed class Browser(Chromium chromium) : IAsyncDisposable
{
    private readonly ConcurrentBag<IBrowserContext> _contexts = [];

    /// <summary>A page of its own, without cookies or cache.</summary>
    public async Task<IPage> OpenAsync(BrowserNewContextOptions? options = null)
    {
        var context = await (await chromium.GetAsync()).NewContextAsync(options);
        _contexts.Add(context);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts)
        {
            await context.CloseAsync();
        }
    }
}
