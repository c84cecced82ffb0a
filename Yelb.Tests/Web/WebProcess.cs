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
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address };
    }

    public HttpClient Client { get; }

    public static async Task<WebProcess> StartAsync(params Uri[] appServers)
    {
        // Built in the same configuration as the tests, so at the same place in its own project.
        var project = Path.Combine(Repository.Root, "Yelb.Web");
        var output = Path.GetRelativePath(Path.Combine(Repository.Root, "Yelb.Tests"), AppContext.BaseDirectory);
        var assembly = Path.Combine(project, output, "Yelb.Web.dll");

        var start = new ProcessStartInfo("dotnet", [assembly]) { RedirectStandardOutput = true, WorkingDirectory = project };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        for (var i = 0; i < appServers.Length; i++)
        {
            start.Environment[$"services__yelb-appserver__http__{i}"] = appServers[i].ToString();
        }

        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                // Read on, so that the process never waits for somebody to take its log.
                _ = process.StandardOutput.ReadToEndAsync();
                return new WebProcess(process, new Uri(match.Groups[1].Value));
            }
        }

        await process.WaitForExitAsync();
        throw new InvalidOperationException($"'dotnet {assembly}' ended with {process.ExitCode} before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"Now listening on: (\S+)")]
    private static partial Regex Listening();
}
