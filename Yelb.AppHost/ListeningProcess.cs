using System.Globalization;

namespace Yelb.AppHost;

/// <summary>Which process listens on a TCP port, by Linux's proc_net(5) and proc_pid_fd(5).</summary>
internal static class ListeningProcess
{
    private const string Listens = "0A";

    /// <summary>Its name and id; null where it is another user's, or this is not Linux.</summary>
    public static string? On(int port)
    {
        var socket = Sockets("/proc/net/tcp", port).Concat(Sockets("/proc/net/tcp6", port)).FirstOrDefault();
        return socket is null ? null : Directory.EnumerateDirectories("/proc")
            .Where(process => int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out _) && Has(process, socket))
            .Select(process => $"{File.ReadAllText($"{process}/comm").Trim()} (process {Path.GetFileName(process)})")
            .FirstOrDefault();
    }

    // Of a line's fields the second is address:port in hexadecimal, the fourth the state, the tenth the socket's inode.
    private static IEnumerable<string> Sockets(string table, int port) => File.Exists(table)
        ? from line in File.ReadLines(table).Skip(1)
          let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
          where fields[3] == Listens && fields[1].EndsWith($":{port:X4}", StringComparison.Ordinal)
          select $"socket:[{fields[9]}]"
        : [];

    private static bool Has(string process, string socket)
    {
        try
        {
            return Directory.EnumerateFiles($"{process}/fd").Any(file => new FileInfo(file).LinkTarget == socket);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has just ended, or is another user's.
            return false;
        }
    }
}
