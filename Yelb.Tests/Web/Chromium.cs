using Microsoft.Playwright;
using ProcessesAndTools;

[assembly: AssemblyFixture(typeof(Yelb.Tests.Web.Chromium))]

namespace Yelb.Tests.Web;

/// <summary>The machine's Chromium, started for the first test that opens a page, and the same for all of them.</summary>
public sealed class Chromium : IAsyncDisposable
{
    // The first one is Chromium without windows, which takes half of the processors' time.
    private static readonly string[] _names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> _started = new(StartAsync);

    internal async Task<IBrowser> GetAsync() => (await _started.Value).Browser;

    public async ValueTask DisposeAsync()
    {
        if (_started.IsValueCreated && _started.Value.IsCompletedSuccessfully)
        {
            var (playwright, browser) = await _started.Value;
            await browser.DisposeAsync();
            playwright.Dispose();
        }
    }

    private static async Task<(IPlaywright Playwright, IBrowser Browser)> StartAsync()
    {
        var executable = await FindOrInstallAsync();
        var playwright = await Playwright.CreateAsync();
        // As long as Playwright waits for all else. Its 5 s are few where a store stops, or the machine is busy.
        Assertions.SetDefaultExpectTimeout(30_000);
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = executable,
            Args =
            [
                // Chromium's sandbox refuses root, as whom tests run in many containers.
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
        return (playwright, browser);
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
