namespace ProcessesAndTools;

/// <summary>How a process ended that was run to its end.</summary>
/// <param name="ExitCode">Its exit code, 128 and the signal's number if a signal ended it.</param>
/// <param name="Lines">All lines that it wrote, in the order of their coming.</param>
public sealed record CommandResult(int ExitCode, IReadOnlyList<string> Lines)
{
    /// <summary>What it wrote on standard output.</summary>
    public required string Output { get; init; }

    /// <summary>What went wrong, as one line: from the first line with a mark on, at most three of them, else the last one.</summary>
    /// <param name="mark">What stands in the first line that tells, such as <c>error</c>.</param>
    public string Failure(string mark)
    {
        var lines = Lines.Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
        var failure = string.Join(' ', lines.SkipWhile(line => !line.Contains(mark, StringComparison.Ordinal)).Take(3));
        return failure.Length > 0 ? failure
            : lines.Count > 0 ? lines[^1]
            : $"exit code {ExitCode}, without a word.";
    }
}
