using System.Diagnostics;
using Microsoft.Playwright;

namespace Yelb.Tests.Web;

/// <summary>The machine's Chromium, shared by the tests of a class.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly SemaphoreSlim _installing = new(1);
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
        await _installing.WaitAsync();
        try
        {
            if (Find() is not { } found)
            {
                if (Environment.IsPrivilegedProcess && File.Exists("/usr/bin/apt-get"))
                {
                    await RunAsync("apt-get", "update", "-qq");
                    await RunAsync("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium");
                }

                found = Find() ?? throw new InvalidOperationException(
                    "The tests of the page need Chromium or Chrome and found none: install one (Debian: apt-get install chromium) or name its file in CHROME_PATH.");
            }

            return found;
        }
        finally
        {
            _installing.Release();
        }
    }

    private static string? Find()
    {
        string[] names = OperatingSystem.IsWindows() ? ["chrome.exe", "msedge.exe"] : ["chromium", "chromium-browser", "google-chrome", "chrome"];
        string[] elsewhere =
        [
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            @"C:\Program Files\Google\Chrome\Application\chrome.exe",
            @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
        ];
        var inPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)));
        var chosen = Environment.GetEnvironmentVariable("CHROME_PATH");
        return string.IsNullOrEmpty(chosen) ? inPath.Concat(elsewhere).FirstOrDefault(File.Exists) : chosen;
    }

    private static async Task RunAsync(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{command} {string.Join(' ', arguments)}' ended with {process.ExitCode}: {error.Trim()}");
        }
    }
}
