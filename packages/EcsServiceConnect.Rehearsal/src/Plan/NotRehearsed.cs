namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>What of a template is not rehearsed, so that nobody takes its silence for a success.</summary>
internal sealed class NotRehearsed
{
    private readonly List<string> _lines = [];
    private readonly Dictionary<string, List<string>> _groups = [];

    /// <summary>First what concerns one thing, then what concerns many.</summary>
    public IReadOnlyList<string> Lines =>
    [
        .. _lines.Distinct(),
        .. _groups.Select(g => $"{g.Key} ({Count(g.Value)})"),
    ];

    public void Add(string line) => _lines.Add(line);

    /// <summary>Adds one of several that are told in one line.</summary>
    public void Add(string group, string subject)
    {
        if (!_groups.TryGetValue(group, out var subjects))
        {
            _groups.Add(group, subjects = []);
        }

        if (!subjects.Contains(subject))
        {
            subjects.Add(subject);
        }
    }

    // Those who read it know a few by their names, and many by their number.
    private static string Count(List<string> subjects) => subjects.Count > 3 ? $"{subjects.Count}" : string.Join(", ", subjects);
}
