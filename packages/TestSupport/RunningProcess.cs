using System.Globalization;

namespace TestSupport;

/// <summary>A process of this machine, by Linux's /proc; with the time of its start, as an id is used again.</summary>
internal sealed record RunningProcess(int Id, string StartTime)
{
    public bool Runs => Stat(Id)?.StartTime == StartTime;

    /// <summary>Its command and arguments.</summary>
    public string Command => string.Join(' ', Read("cmdline"));

    /// <summary>Its environment variables, as they were at its start.</summary>
    public IReadOnlyList<string> Environment => Read("environ");

    /// <summary>All that run.</summary>
    public static IEnumerable<RunningProcess> All() =>
        from folder in Directory.EnumerateDirectories("/proc")
        let id = int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0
        where id > 0
        let stat = Stat(id)
        where stat is not null
        select new RunningProcess(id, stat.Value.StartTime);

    public static IEnumerable<RunningProcess> ChildrenOf(int parent) => All().Where(p => Stat(p.Id)?.Parent == parent);

    private string[] Read(string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{Id}/{file}").Split('\0');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has just ended, or is another user's.
            return [];
        }
    }

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
}
