using System.Globalization;

namespace EcsServiceConnect.Rehearsal.Tasks;

/// <summary>Reads what /proc tells of a container's processes, which are those of its process namespace.</summary>
internal static class ContainerProcesses
{
    // USER_HZ, the same on every architecture that .NET runs on.
    private const int TicksPerSecond = 100;

    /// <summary>The first one and what it started, and not what came in from outside, as health checks do.</summary>
    public static IReadOnlyList<int> Own(int firstProcessId)
    {
        var parents = All(firstProcessId).ToDictionary(id => id, Parent);
        return [.. parents.Keys.Where(IsOwn)];

        bool IsOwn(int id) => id == firstProcessId || (parents.TryGetValue(id, out var parent) && IsOwn(parent));
    }

    /// <summary>Processor time of all of them, and of those that ended and were waited for; null when the first one is gone.</summary>
    public static TimeSpan? ProcessorTime(int firstProcessId)
    {
        var all = All(firstProcessId);
        return all.Count == 0 ? null : TimeSpan.FromSeconds((double)all.Sum(Ticks) / TicksPerSecond);
    }

    /// <summary>All of them; none when the first one is gone.</summary>
    private static IReadOnlyList<int> All(int firstProcessId) => Namespace(firstProcessId) is not { } own ? [] :
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && Namespace(id) == own),
    ];

    /// <summary>Null where the process has ended, or is not ours to look at.</summary>
    private static string? Namespace(int processId)
    {
        try
        {
            return new FileInfo($"/proc/{processId}/ns/pid").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Of proc_pid_stat(5) field 4, and fields 14 to 17: utime, stime, cutime and cstime.
    private static int Parent(int processId) => int.Parse(FromState(processId)[1], CultureInfo.InvariantCulture);

    private static long Ticks(int processId) => FromState(processId)[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));

    /// <summary>The fields of /proc/PID/stat behind the command's name, which may hold spaces; zeros where the process has ended.</summary>
    private static string[] FromState(int processId)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [.. Enumerable.Repeat("0", 15)];
        }
    }
}
