using System.Text.RegularExpressions;

namespace Yelb.Tests.Requests;

/// <summary>What a service may log of requests: a line for each, and no exception that nobody handled.</summary>
internal static partial class ServiceLog
{
    /// <summary>What is wrong in it.</summary>
    /// <param name="service">Its name.</param>
    /// <param name="lines">Since requests were sent, as the console logger of ASP.NET Core writes them: a line that tells who says it, and a line that says it.</param>
    /// <param name="requests">How many there were.</param>
    public static IEnumerable<string> Faults(string service, IReadOnlyList<string> lines, int requests)
    {
        foreach (var entry in Entries(lines).Where(e => e.Length > 2 || Error().IsMatch(e[0])).GroupBy(e => e[0] + Exception().Match(string.Join('\n', e)).Value))
        {
            yield return $"{service} logged {entry.Count()} ×\n{string.Join('\n', entry.First().Take(40))}";
        }

        if (lines.Count > 2 * requests)
        {
            yield return $"{service} logged {lines.Count} lines of {requests} requests, such as\n{string.Join('\n', lines.Take(10))}";
        }
    }

    private static IEnumerable<string[]> Entries(IReadOnlyList<string> lines)
    {
        for (int from = 0, to; from < lines.Count; from = to)
        {
            for (to = from + 1; to < lines.Count && lines[to].StartsWith("      ", StringComparison.Ordinal); to++)
            {
            }

            yield return [.. lines.Skip(from).Take(to - from)];
        }
    }

    [GeneratedRegex(@"(fail|crit): |Unhandled exception|   at \w+\.")]
    private static partial Regex Error();

    [GeneratedRegex(@"\w+Exception: [^\n]{0,60}")]
    private static partial Regex Exception();
}
