using System.Globalization;

namespace EcsServiceConnect.Rehearsal.Tasks;

/// <summary>Reads what /proc tells of a container's processes, which are those of its process namespace.</summary>
internal static class ContainerProcesses
{
    // USER_HZ, the same on every architecture that .NET runs on.
    private const int TicksPerSecond = 100;

    /// <summary>All of them; none when the first one is gone.</summary>
    public static IReadOnlyList<int> All(int firstProcessId) => Namespace(firstProcessId) is not { } own ? [] :
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && Namespace(id) == own),
    ];

    /// <summary>Processor time of all of them, and of those that ended and were waited for; null when the first one is gone.</summary>
    public static TimeSpan? ProcessorTime(int firstProcessId)
    {
        var all = All(firstProcessId);
        return all.Count == 0 ? null : TimeSpan.FromSeconds((double)all.Sum(Ticks) / TicksPerSecond);
    }

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

    private static long Ticks(int processId)
    {
        try
        {
            // The command's name may hold spaces. See proc(5): fields 14 to 17 are utime, stime, cutime and cstime.
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
