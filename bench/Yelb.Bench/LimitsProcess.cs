using System.Text.RegularExpressions;
using ProcessesAndTools;

namespace Yelb.Bench;

/// <summary>Yelb.Bench.Limits, running.</summary>
internal sealed partial class LimitsProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private LimitsProcess(ChildProcess process, Uri address)
    {
        _process = process;
        Smallest = address;
    }

    /// <summary>The smallest endpoint.</summary>
    public Uri Smallest { get; }

    /// <summary>POST: one plain statement.</summary>
    public Uri Vote => new(Smallest, "vote");

    public static async Task<LimitsProcess> StartAsync(string connectionString)
    {
        var listening = new TaskCompletionSource<Uri>();
        // Built in the same configuration, so at the same place in its own project.
        var process = ChildProcess.Start(
            new ChildProcessSpec
            {
                FileName = AppContext.BaseDirectory.Replace("Yelb.Bench", "Yelb.Bench.Limits", StringComparison.Ordinal) + "Yelb.Bench.Limits",
                Environment = new Dictionary<string, string>
                {
                    ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                    ["ConnectionStrings__yelbdatabase"] = connectionString,
                },
            },
            (line, _) =>
            {
                if (Listening().Match(line) is { Success: true } match)
                {
                    listening.TrySetResult(new Uri(match.Groups[1].Value));
                }
            });
        var first = await Task.WhenAny(listening.Task, process.Exited);
        return first == listening.Task
            ? new LimitsProcess(process, await listening.Task)
            : throw new InvalidOperationException($"Yelb.Bench.Limits ended with {await process.Exited} before it listened.");
    }

    public async ValueTask DisposeAsync() => await _process.StopAsync();

    [GeneratedRegex(@"Now listening on: (\S+)")]
    private static partial Regex Listening();
}
