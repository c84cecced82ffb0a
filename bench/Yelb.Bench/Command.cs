using System.Collections.Concurrent;
using ProcessesAndTools;

namespace Yelb.Bench;

/// <summary>A tool that is run to its end.</summary>
internal static class Command
{
    /// <summary>What it wrote, standard error included.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(
        string tool, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var lines = new ConcurrentQueue<string>();
        var process = ChildProcess.Start(
            new ChildProcessSpec { FileName = tool, Arguments = arguments, Environment = environment ?? new Dictionary<string, string>() },
            (line, _) => lines.Enqueue(line));
        var code = await process.Exited;
        var output = string.Join('\n', lines);
        return code == 0 ? output : throw new InvalidOperationException($"{tool} ended with {code}: {output}");
    }
}
