using ProcessesAndTools;

namespace Yelb.Tests.Hosting;

/// <summary>The AppHost as a user runs it, in a process of its own, with a folder for the data that it keeps.</summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    // What a dashboard without TLS wants, and a port of its own for each part of it.
    private static readonly Dictionary<string, string> _environment = new()
    {
        ["DOTNET_ENVIRONMENT"] = "Development",
        ["DcpPublisher__RandomizePorts"] = "true",
        ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = "http://127.0.0.1:0",
        ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = "http://127.0.0.1:0",
    };

    private readonly ChildProcess _process;
    private readonly string _mark;
    private readonly List<string> _output = [];

    private AppHostProcess(string dataHome)
    {
        _mark = $"XDG_DATA_HOME={dataHome}";
        _process = ChildProcess.Start(
            new ChildProcessSpec
            {
                FileName = Path.ChangeExtension(typeof(Projects.Yelb_AppHost).Assembly.Location, null),
                StopSignal = ProcessSignal.Interrupt,
                StopTimeout = TimeSpan.FromSeconds(10),
                Environment = new Dictionary<string, string>(_environment) { ["XDG_DATA_HOME"] = dataHome },
            },
            (line, _) =>
            {
                lock (_output)
                {
                    _output.Add(line);
                }
            });
    }

    public int Id => _process.Id;

    public Task<int> Exited => _process.Exited;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join('\n', _output);
            }
        }
    }

    /// <summary>Starts an AppHost and waits until yelb-ui shows votes.</summary>
    public static async Task<(AppHostProcess AppHost, HttpClient Web)> StartAsync(string dataHome)
    {
        var appHost = new AppHostProcess(dataHome);
        var patience = Patience.Token;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            Assert.False(appHost.Exited.IsCompleted, $"The AppHost ended before yelb-ui was ready:\n{appHost.Output}");
            if (appHost.WebAddress() is { } address)
            {
                var web = new HttpClient { BaseAddress = address };
                if (await HasVotesAsync(web))
                {
                    return (appHost, web);
                }

                web.Dispose();
            }

            await timer.WaitForNextTickAsync(patience);
        }
    }

    /// <summary>All processes that it has started, also those that it has no longer as its children.</summary>
    public IReadOnlyList<RunningProcess> Processes() => [.. RunningProcess.All().Where(p => p.Id != Id && p.Environment.Contains(_mark))];

    public Task StopAsync() => _process.StopAsync();

    public async ValueTask DisposeAsync() => await _process.StopAsync();

    // The command that runs the service has the same variables as the service.
    private Uri? WebAddress() => Processes()
        .Where(p => p.Environment.Contains("OTEL_SERVICE_NAME=yelb-ui"))
        .SelectMany(p => p.Environment)
        .Where(v => v.StartsWith("ASPNETCORE_URLS=", StringComparison.Ordinal))
        .Select(v => new Uri(v["ASPNETCORE_URLS=".Length..]))
        .FirstOrDefault();

    private static async Task<bool> HasVotesAsync(HttpClient web)
    {
        try
        {
            using var answer = await web.GetAsync(new Uri("/api/getvotes", UriKind.Relative), Patience.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
