using System.Globalization;

namespace ProcessesAndTools;

/// <summary>A process of this machine, by Linux's /proc; with the time of its start, as an id is used again.</summary>
internal sealed record RunningProcess(int Id, string StartTime)
{
    public bool Runs => Stat(Id)?.StartTime == StartTime;

    /// <summary>The program that it runs, of which Linux keeps 15 characters; empty where it has ended.</summary>
    public string Name => Read(Id, "comm").TrimEnd();

    /// <summary>Its command and arguments; empty where it has ended, or is another user's.</summary>
    public string Command => Read(Id, "cmdline").TrimEnd('\0').Replace('\0', ' ');

    /// <summary>Its environment variables, as they were at its start; none where it has ended, or is another user's.</summary>
    public IReadOnlyList<string> Environment => Read(Id, "environ").Split('\0');

    /// <summary>All that run.</summary>
    public static IEnumerable<RunningProcess> All() =>
        from folder in Directory.EnumerateDirectories("/proc")
        let id = int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0
        where id > 0
        let process = Find(id)
        where process is not null
        select process;

    /// <summary>The one of this id; null where none runs, or has only not been waited for yet.</summary>
    public static RunningProcess? Find(int id) => Stat(id) is { } stat ? new(id, stat.StartTime) : null;

    public static IEnumerable<RunningProcess> ChildrenOf(int parent) => All().Where(p => Stat(p.Id)?.Parent == parent);

    /// <summary>A variable of the environment that it was started with; null where it has none of that name.</summary>
    public string? Variable(string name) =>
        Environment.FirstOrDefault(variable => variable.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..];

    /// <summary>
    /// Megabytes of it and all below it: the proportional set size of proc_pid_smaps(5), so that what processes share counts
    /// once.
    /// </summary>
    public double MemoryOfTree() => OfTree("Pss:");

    /// <summary>Megabytes of that which are neither of files nor shared, as a database's buffers are, which fill up to their size and stay.</summary>
    public double OwnMemoryOfTree() => OfTree("Pss_Anon:");

    private double OfTree(string part) => Memory(part) + ChildrenOf(Id).Sum(child => child.OfTree(part));

    private double Memory(string part) =>
        Read(Id, "smaps_rollup").Split('\n').FirstOrDefault(line => line.StartsWith(part, StringComparison.Ordinal)) is { } line
            ? double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024
            : 0;

    private static string Read(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has just ended, or is another user's.
            return "";
        }
    }

    // proc_pid_stat(5): after the command in brackets come state, parent, ... and, 20th, the start time.
    private static (int Parent, string StartTime)? Stat(int id)
    {
        var stat = Read(id, "stat");
        if (stat.Length == 0)
        {
            return null;
        }

        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] == "Z" ? null : (int.Parse(fields[1], CultureInfo.InvariantCulture), fields[19]);
    }
}
