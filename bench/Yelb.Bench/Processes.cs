using System.Globalization;

namespace Yelb.Bench;

/// <summary>The machine's processes, what they hold and what they were started with; Linux only.</summary>
internal static class Processes
{
    public static IEnumerable<int> All() => Directory.GetDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(id => id > 0);

    /// <summary>The program that it runs, of which Linux keeps 15 characters; empty where it has ended.</summary>
    public static string NameOf(int id) => Read(id, "comm").TrimEnd();

    /// <summary>A variable of the environment that it was started with; null where it has none of that name, or has ended.</summary>
    public static string? VariableOf(int id, string name) => Read(id, "environ").Split('\0')
        .FirstOrDefault(variable => variable.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..];

    /// <summary>
    /// Megabytes of a process and all below it: the proportional set size of proc_pid_smaps(5), so that what processes
    /// share counts once.
    /// </summary>
    public static double MemoryOfTree(int id) => MemoryOf(id) + Children(id).Sum(MemoryOfTree);

    public static IEnumerable<int> Children(int id)
    {
        try
        {
            // Children belong to the thread that started them.
            return [.. Directory.GetDirectories($"/proc/{id}/task").SelectMany(thread => File.ReadAllText($"{thread}/children")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(child => int.Parse(child, CultureInfo.InvariantCulture)))];
        }
        catch (IOException)
        {
            // It has just ended.
            return [];
        }
    }

    private static double MemoryOf(int id) =>
        Read(id, "smaps_rollup").Split('\n').FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal)) is { } line
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
            // It has just ended, or is somebody else's.
            return "";
        }
    }
}
