namespace EcsServiceConnect.Check;

/// <summary>A line for each finding, and the sum as the last one.</summary>
internal static class TextReport
{
    public static void Write(CheckResult result, TextWriter output)
    {
        foreach (var (finding, accepted) in result.Findings)
        {
            var level = accepted is not null ? "accepted" : finding.IsAdvice ? "advice" : "error";
            var reason = accepted is null ? "" : $" (accepted: {accepted.Reason})";
            output.WriteLine($"{finding.File}{(finding.Line is { } line ? $":{line}" : "")}: {level}: {finding.Violation}{reason}");
        }

        var (faults, all) = (result.Faults.Count(), result.Findings.Count);
        output.WriteLine($"{Count(result.Stacks.Stacks.Count, "stack")}: {Count(faults, "fault")}{(all > faults ? $", {all - faults} advised or accepted" : "")}.");
    }

    private static string Count(int number, string what) => number switch { 0 => $"no {what}s", 1 => $"1 {what}", _ => $"{number} {what}s" };
}
