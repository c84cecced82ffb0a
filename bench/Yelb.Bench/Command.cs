using ProcessesAndTools;

namespace Yelb.Bench;

/// <summary>A tool that has to succeed.</summary>
internal static class Command
{
    /// <summary>What it wrote, standard error included.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(
        string tool, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var (code, lines) = await ChildProcess.RunAsync(
            new() { FileName = tool, Arguments = arguments, Environment = environment ?? new Dictionary<string, string>() }, CancellationToken.None);
        var output = string.Join('\n', lines);
        return code == 0 ? output : throw new InvalidOperationException($"{tool} ended with {code}: {output}");
    }
}
