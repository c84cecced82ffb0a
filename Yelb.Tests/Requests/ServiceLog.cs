using System.Text.RegularExpressions;

namespace Yelb.Tests.Requests;

/// <summary>What a service may log of requests: a line for each, and no exception that nobody handled.</summary>
internal static partial class ServiceLog
{
    /// <summary>What is wrong in it.</summary>
    /// <param name="service">Its name.</param>
    /// <param name="lines">Since requests were sent, each a record.</param>
    /// <param name="requests">How many there were.</param>
    public static IEnumerable<string> Faults(string service, IReadOnlyList<string> lines, int requests)
    {
        foreach (var kind in lines.Where(line => Error().IsMatch(line)).GroupBy(line => Exception().Match(line).Value))
        {
            yield return $"{service} logged {kind.Count()} ×\n{kind.First()}";
        }

        if (lines.Count > requests)
        {
            yield return $"{service} logged {lines.Count} lines of {requests} requests, such as\n{string.Join('\n', lines.Take(10))}";
        }
    }

    [GeneratedRegex(@"(fail|crit): |Unhandled exception|^\s|   at \w+\.")]
    private static partial Regex Error();

    [GeneratedRegex(@"\w+Exception: [^\n]{0,60}")]
    private static partial Regex Exception();
}
