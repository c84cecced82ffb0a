using System.Globalization;
using System.Text.RegularExpressions;
using Yelb.Hosting.Machine;

namespace Yelb.Tests.Hosting;

/// <summary>The AppHost as a user runs it, in a process of its own, with a folder for the data that it keeps.</summary>
internal sealed partial class AppHostProcess : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly ChildProcess _process;
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _output = [];

    private AppHostProcess(string dataHome)
    {
        _process = ChildProcess.Start(
            new ChildProcessSpec
            {
                FileName = Path.ChangeExtension(typeof(Projects.Yelb_AppHost).Assembly.Location, null),
                Arguments = ["--no-dashboard"],
                StopSignal = ProcessSignal.Interrupt,
                Environment = new Dictionary<string, string>
                {
                    ["DcpPublisher__RandomizePorts"] = "true",
                    ["DOTNET_ENVIRONMENT"] = "Development",
                    ["XDG_DATA_HOME"] = dataHome,
                },
            },
            (line, _) =>
            {
                lock (_output)
                {
                    _output.Add(line);
                }

                if (Ready().Match(line) is { Success: true } match)
                {
                    _ready.TrySetResult(new Uri(match.Groups["url"].Value));
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

    /// <summary>Starts an AppHost and waits until yelb-ui is ready.</summary>
    public static async Task<(AppHostProcess AppHost, HttpClient Web)> StartAsync(string dataHome)
    {
        var appHost = new AppHostProcess(dataHome);
        var ended = await Task.WhenAny(appHost._ready.Task, appHost.Exited).WaitAsync(_patience);
        Assert.True(ended == appHost._ready.Task, $"The AppHost ended before yelb-ui was ready:\n{appHost.Output}");
        return (appHost, new HttpClient { BaseAddress = await appHost._ready.Task });
    }

    /// <summary>All processes below it, each with the time of its start, as a process id is used again.</summary>
    public IReadOnlyList<(int Id, string StartTime)> Descendants()
    {
        var processes = Directory.GetDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
            .Select(id => (Id: id, Stat: Stat(id)))
            .Where(p => p.Stat is not null)
            .ToList();
        var found = new List<(int, string)>();
        var parents = new Queue<int>([Id]);
        while (parents.TryDequeue(out var parent))
        {
            foreach (var child in processes.Where(p => p.Stat!.Value.Parent == parent))
            {
                found.Add((child.Id, child.Stat!.Value.StartTime));
                parents.Enqueue(child.Id);
            }
        }

        return found;
    }

    public static bool Runs((int Id, string StartTime) process) => Stat(process.Id)?.StartTime == process.StartTime;

    public Task StopAsync() => _process.StopAsync();

    public async ValueTask DisposeAsync() => await _process.StopAsync();

    // proc_pid_stat(5): after the command in brackets come state, parent, ... and, 20th, the start time.
    private static (int Parent, string StartTime)? Stat(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? null : (int.Parse(fields[1], CultureInfo.InvariantCulture), fields[19]);
        }
        catch (IOException)
        {
            return null;
        }
    }

    [GeneratedRegex("yelb-ui is ready: (?<url>http://\\S+)")]
    private static partial Regex Ready();
}
