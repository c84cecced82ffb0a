using System.Globalization;

namespace Yelb.Bench;

/// <summary>Processes and their memory; Linux only.</summary>
internal static class ProcessMemory
{
    /// <summary>The program that it runs, of which Linux keeps 15 characters.</summary>
    public static string NameOf(int id) => File.ReadAllText($"/proc/{id}/comm").TrimEnd();

    /// <summary>
    /// Megabytes of a process and all below it: the proportional set size of proc_pid_smaps(5), so that what processes
    /// share counts once.
    /// </summary>
    public static double OfTree(int id) => OfOne(id) + Children(id).Sum(OfTree);

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

    private static double OfOne(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/smaps_rollup").Single(l => l.StartsWith("Pss:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
