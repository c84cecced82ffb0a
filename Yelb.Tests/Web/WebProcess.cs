using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Yelb.Tests.Web;

/// <summary>yelb-ui alone, on a free port, with application servers of the test's choice.</summary>
internal sealed partial class WebProcess : IAsyncDisposable
{
    private readonly Process _process;

    private WebProcess(Process process, Uri address)
    {
        _process = process;
        // Read on, so that the process never waits for somebody to take its log.
        _ = ReadLogAsync();
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address };
    }

    public HttpClient Client { get; }

    /// <summary>The lines that it logged since it listens.</summary>
    public ConcurrentQueue<string> Log { get; } = [];

    public Uri Address => Client.BaseAddress!;

    private static string Built => Path.Combine(Repository.Output("Yelb.Web"), "Yelb.Web.dll");

    public static Task<WebProcess> StartAsync(params Uri[] appServers) => StartAsync([], appServers);

    public static Task<WebProcess> StartAsync((string Name, string Value)[] settings, params Uri[] appServers) => StartAsync(Built, settings, appServers);

    /// <summary>Starts another build of yelb-ui than that of the tests.</summary>
    public static async Task<WebProcess> StartAsync(string assembly, (string Name, string Value)[] settings, params Uri[] appServers)
    {
        // A build has its wwwroot in the project, a published application beside itself.
        var folder = assembly == Built ? Path.Combine(Repository.Root, "Yelb.Web") : Path.GetDirectoryName(assembly)!;
        var start = new ProcessStartInfo("dotnet", [assembly]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        for (var i = 0; i < appServers.Length; i++)
        {
            start.Environment[$"services__yelb-appserver__http__{i}"] = appServers[i].ToString();
        }

        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                return new WebProcess(process, new Uri(match.Groups[1].Value));
            }
        }

        await process.WaitForExitAsync();
        throw new InvalidOperationException($"'dotnet {assembly}' ended with {process.ExitCode} before it listened: {await errors}");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task ReadLogAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            Log.Enqueue(line);
        }
    }

    [GeneratedRegex(@"Now listening on: (\S+)")]
    private static partial Regex Listening();
}
