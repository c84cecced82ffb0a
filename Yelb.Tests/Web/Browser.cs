using Microsoft.Playwright;
using ProcessesAndTools;

namespace Yelb.Tests.Web;

/// <summary>The machine's Chromium, shared by the tests of a class.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] _names = ["chromium", "chromium-browser", "google-chrome", "chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>A page of its own, without cookies or cache.</summary>
    public async Task<IPage> OpenAsync(BrowserNewContextOptions? options = null)
    {
        var context = await _browser!.NewContextAsync(options);
        return await context.NewPageAsync();
    }

    public async ValueTask InitializeAsync()
    {
        var executable = await FindOrInstallAsync();
        _playwright = await Playwright.CreateAsync();
        // As long as Playwright waits for all else. Its 5 s are few where a store stops, or the machine is busy.
        Assertions.SetDefaultExpectTimeout(30_000);
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = executable,
            Args =
            [
                // Chromium's sandbox refuses root, as whom tests run in many containers.
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    private static async Task<string> FindOrInstallAsync()
    {
        if (Find() is not { } found)
        {
            await TestTools.EnsureAsync(_names[0]);
            found = Find() ?? throw new InvalidOperationException("Chromium was installed, and is not on the PATH.");
        }

        return found;
    }

    private static string? Find()
    {
        var chosen = Environment.GetEnvironmentVariable("CHROME_PATH");
        return string.IsNullOrEmpty(chosen) ? _names.Select(Executables.Find).FirstOrDefault(found => found is not null) : chosen;
    }
}
