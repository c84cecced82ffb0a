using System.Globalization;
using EcsServiceConnect.Rehearsal.Contract;

namespace EcsServiceConnect.Rehearsal.LoadBalancing;

/// <summary>The status codes that a health check takes for success.</summary>
/// <remarks>Elastic Load Balancing API Reference, "Matcher".</remarks>
internal sealed class TargetHealthMatcher
{
    private readonly List<(int From, int To)> _ranges = [];

    private TargetHealthMatcher()
    {
    }

    /// <summary>Reads codes and ranges, such as `200`, `200,202` or `200-299`.</summary>
    /// <exception cref="RehearsalException">It is no such list.</exception>
    public static TargetHealthMatcher Parse(string matcher)
    {
        var parsed = new TargetHealthMatcher();
        foreach (var range in matcher.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = range.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length > 2 || !TryParse(ends[0], out var from) || !TryParse(ends[^1], out var to))
            {
                throw new RehearsalException($"A target group's health check has the matcher '{matcher}'; write status codes and ranges such as '200,300-399'.");
            }

            parsed._ranges.Add((from, to));
        }

        return parsed;
    }

    public bool Matches(int status) => _ranges.Any(r => r.From <= status && status <= r.To);

    private static bool TryParse(string code, out int status) => int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out status);
}
