using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using ProcessesAndTools;

namespace Yelb.Bench;

/// <summary>From the command to the first answer of each.</summary>
/// <param name="Vote">A vote through yelb-ui.</param>
/// <param name="Page">The page of yelb-ui.</param>
/// <param name="Dashboard">Aspire's dashboard.</param>
internal sealed record FirstAnswers(TimeSpan Vote, TimeSpan Page, TimeSpan Dashboard);

/// <summary>How long the two commands take, as a user gives them; everything is built.</summary>
internal static partial class Startup
{
    private static readonly string[] _run = ["run", "--no-build", "--configuration", Configuration, "--project", Path.Combine(Repository.Root, "Yelb.AppHost"), "--"];

#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    /// <summary>Runs Yelb until each has answered, on a data folder that is empty or not.</summary>
    public static async Task<FirstAnswers> ToFirstAnswersAsync(string dataHome)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var dashboard = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var lines = new ConcurrentQueue<string>();
        var clock = Stopwatch.StartNew();
        var appHost = ChildProcess.Start(
            new ChildProcessSpec
            {
                FileName = "dotnet",
                Arguments = _run,
                // Somebody else may have the AppHost's ports.
                Environment = new Dictionary<string, string> { ["XDG_DATA_HOME"] = dataHome, ["DcpPublisher__RandomizePorts"] = "true" },
            },
            (line, _) =>
            {
                lines.Enqueue(line);
                if (DashboardListens().Match(line) is { Success: true } match)
                {
                    dashboard.TrySetResult(new Uri(match.Groups[1].Value));
                }
            });
        try
        {
            var web = WebAsync(dataHome, patience.Token);
            var all = Task.WhenAll(
                AnsweredAsync(web, "/api/ihop", clock, patience.Token),
                AnsweredAsync(web, "/", clock, patience.Token),
                AnsweredAsync(dashboard.Task.WaitAsync(patience.Token), "/login", clock, patience.Token));
            if (await Task.WhenAny(all, appHost.Exited) != all)
            {
                throw new InvalidOperationException($"The AppHost ended before Yelb answered:\n{string.Join('\n', lines)}");
            }

            var answered = await all;
            return new(answered[0], answered[1], answered[2]);
        }
        catch (OperationCanceledException e)
        {
            throw new InvalidOperationException($"Yelb did not answer in time:\n{string.Join('\n', lines)}", e);
        }
        finally
        {
            await patience.CancelAsync();
            await StopAsync(appHost, dataHome);
        }
    }

    public static async Task<TimeSpan> OfPublishAsync()
    {
        using var output = new TemporaryFolder();
        var clock = Stopwatch.StartNew();
        await PublishAsync("publish", output.Path);
        return clock.Elapsed;
    }

    /// <summary>Runs a step of the AppHost, and what it depends on.</summary>
    public static Task PublishAsync(string step, string outputPath) =>
        Command.RunAsync("dotnet", [.. _run, "--operation", "publish", "--step", step, "--output-path", outputPath]);

    private static async Task StopAsync(ChildProcess appHost, string dataHome)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        // dotnet run leaves a signal to the program that it runs, and ends with it.
        if (RunningProcess.ChildrenOf(appHost.Id).ToList() is { Count: > 0 } children)
        {
            await Command.RunAsync("kill", ["-TERM", .. children.Select(child => $"{child.Id}")]);
        }

        await appHost.Exited.WaitAsync(patience.Token);
        // The orchestrator stops the services, and may go on with that after the AppHost's end.
        while (WebProcess(dataHome) is not null)
        {
            await Task.Delay(20, patience.Token);
        }
    }

    private static async Task<Uri> WebAsync(string dataHome, CancellationToken patience)
    {
        while (true)
        {
            if (WebProcess(dataHome)?.Variable("ASPNETCORE_URLS") is { } url)
            {
                return new Uri(url);
            }

            await Task.Delay(20, patience);
        }
    }

    /// <summary>
    /// The process of yelb-ui, whose environment is all that tells where it listens. It is not among the AppHost's descendants;
    /// the data folder tells it from other yelb-uis.
    /// </summary>
    private static RunningProcess? WebProcess(string dataHome) => RunningProcess.All()
        .FirstOrDefault(process => process.Name == "Yelb.Web" && process.Variable("XDG_DATA_HOME") == dataHome);

    private static async Task<TimeSpan> AnsweredAsync(Task<Uri> server, string path, Stopwatch clock, CancellationToken patience)
    {
        using var client = new HttpClient { BaseAddress = await server };
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), patience);
                if (answer.IsSuccessStatusCode)
                {
                    return clock.Elapsed;
                }
            }
            catch (Exception e) when (e is HttpRequestException or SocketException)
            {
                // It does not listen yet.
            }

            await Task.Delay(20, patience);
        }
    }

    [GeneratedRegex(@"Now listening on: (http\S+)")]
    private static partial Regex DashboardListens();
}
