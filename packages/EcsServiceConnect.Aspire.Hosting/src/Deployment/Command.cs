using System.Collections.Concurrent;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Deployment;

/// <summary>A command that is run to its end.</summary>
internal static class Command
{
    /// <summary>Runs a command, or ends it.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="progress">Gets each line as it comes; null to wait for the result.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MachineException">It can't be started.</exception>
    public static async Task<CommandResult> RunAsync(ChildProcessSpec spec, Action<string>? progress, CancellationToken cancellationToken)
    {
        var all = new ConcurrentQueue<(string Line, bool IsError)>();
        var process = ChildProcess.Start(spec, (line, isError) =>
        {
            all.Enqueue((line, isError));
            progress?.Invoke(line);
        });
        try
        {
            var code = await process.Exited.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new(code, string.Join('\n', all.Where(line => !line.IsError).Select(line => line.Line)), [.. all.Select(line => line.Line.Trim()).Where(line => line.Length > 0)]);
        }
        catch (OperationCanceledException)
        {
            await process.StopAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }
}

/// <summary>How a command ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote on standard output.</param>
/// <param name="Lines">All lines that it wrote, in order, without the empty ones.</param>
internal sealed record CommandResult(int ExitCode, string Output, IReadOnlyList<string> Lines)
{
    /// <summary>What went wrong, as one line: from the first line with the mark on, at most three of them, else the last one.</summary>
    public string Failure(string mark)
    {
        var failure = string.Join(' ', Lines.SkipWhile(line => !line.Contains(mark, StringComparison.Ordinal)).Take(3));
        return failure.Length > 0 ? failure
            : Lines.Count > 0 ? Lines[^1]
            : $"exit code {ExitCode}, without a word.";
    }
}
