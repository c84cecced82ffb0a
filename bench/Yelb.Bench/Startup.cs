using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Yelb.Hosting.Machine;

namespace Yelb.Bench;

/// <summary>How long the two commands take, as a user gives them; everything is built.</summary>
internal static partial class Startup
{
    private static readonly string[] _run = ["run", "--no-build", "--configuration", Configuration, "--project", Path.Combine(Repository.Root, "Yelb.AppHost"), "--"];

#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    /// <summary>From the command to the answer of a vote through yelb-ui, on a data folder that is empty or not.</summary>
    public static async Task<TimeSpan> ToFirstVoteAsync(string dataHome)
    {
        var ready = new TaskCompletionSource<Uri>();
        var lines = new ConcurrentQueue<string>();
        var clock = Stopwatch.StartNew();
        var appHost = ChildProcess.Start(
            new ChildProcessSpec
            {
                FileName = "dotnet",
                Arguments = [.. _run, "--no-dashboard"],
                Environment = new Dictionary<string, string> { ["XDG_DATA_HOME"] = dataHome, ["DcpPublisher__RandomizePorts"] = "true" },
            },
            (line, _) =>
            {
                lines.Enqueue(line);
                if (Ready().Match(line) is { Success: true } match)
                {
                    ready.TrySetResult(new Uri(match.Groups[1].Value));
                }
            });
        try
        {
            var web = await ready.Task.WaitAsync(TimeSpan.FromMinutes(1));
            using var client = new HttpClient { BaseAddress = web };
            await client.GetStringAsync(new Uri("/api/ihop", UriKind.Relative));
            return clock.Elapsed;
        }
        catch (TimeoutException e)
        {
            throw new InvalidOperationException($"yelb-ui was not ready in time:\n{string.Join('\n', lines)}", e);
        }
        finally
        {
            // dotnet run leaves a signal to the program that it runs, and ends with it.
            await Command.RunAsync("kill", ["-TERM", .. ProcessMemory.Children(appHost.Id).Select(id => $"{id}")]);
            await appHost.Exited.WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    public static async Task<TimeSpan> OfPublishAsync()
    {
        using var output = new TemporaryFolder();
        var clock = Stopwatch.StartNew();
        await Command.RunAsync("dotnet", [.. _run, "--operation", "publish", "--step", "publish", "--output-path", output.Path]);
        return clock.Elapsed;
    }

    [GeneratedRegex("yelb-ui is ready: (http://\\S+)")]
    private static partial Regex Ready();
}
