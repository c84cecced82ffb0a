using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ProcessesAndTools;

namespace Yelb.Tests.Stores;

/// <summary>yelb-appserver alone, with stores that are found by names of the test's own.</summary>
internal sealed class AppServer : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private AppServer(ChildProcess process, Uri address, ConcurrentQueue<string> log)
    {
        _process = process;
        Log = log;
        Client = new HttpClient { BaseAddress = address };
    }

    public HttpClient Client { get; }

    /// <summary>The lines that it logged; all of them when it is disposed.</summary>
    public IReadOnlyCollection<string> Log { get; }

    public static async Task<AppServer> StartAsync(int postgres, int redis)
    {
        var address = new TaskCompletionSource<Uri>();
        var lines = new ConcurrentQueue<string>();
        var output = TestContext.Current.TestOutputHelper;
        var process = ChildProcess.Start(
            new()
            {
                FileName = Path.Combine(Repository.Output("Yelb.Api"), "Yelb.Api"),
                Environment = new Dictionary<string, string>
                {
                    ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                    ["ConnectionStrings__yelbdatabase"] = $"Host=127.0.0.1;Port={postgres};Database=postgres;Username=postgres",
                    ["ConnectionStrings__yelb-redis"] = $"127.0.0.1:{redis},password={RedisServer.Password}",
                },
                WorkingDirectory = Path.GetTempPath(),
            },
            (line, _) =>
            {
                lines.Enqueue(line);
                output?.WriteLine(line);
                const string Listening = "Now listening on: ";
                if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
                {
                    address.TrySetResult(new(line[(at + Listening.Length)..]));
                }
            });
        await Task.WhenAny(address.Task, process.Exited).WaitAsync(Patience.Token);
        Assert.True(address.Task.IsCompleted, string.Join('\n', lines));
        return new(process, await address.Task, lines);
    }

    /// <summary>The status of a request, and the number in the answer, of the given name.</summary>
    public async Task<(HttpStatusCode Status, long Number)> AskAsync(HttpMethod method, string path, string number, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var answer = await Client.SendAsync(request, Patience.Token);
        return (answer.StatusCode, answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync<JsonElement>(Patience.Token)).GetProperty(number).GetInt64()
            : 0);
    }

    /// <summary>What /health says.</summary>
    public async Task<bool> IsHealthyAsync()
    {
        using var answer = await Client.GetAsync("/health", Patience.Token);
        return answer.IsSuccessStatusCode;
    }

    /// <summary>Returns when /health tells of an outage, which it has to within 3 s.</summary>
    public async Task UntilUnhealthyAsync()
    {
        for (var clock = Stopwatch.StartNew(); await IsHealthyAsync();)
        {
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
            await Task.Delay(20, Patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.StopAsync();
    }
}
