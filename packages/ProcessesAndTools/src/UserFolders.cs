namespace ProcessesAndTools;

/// <summary>
/// Where files are kept for the current user: after the XDG Base Directory Specification, and for root after the
/// Filesystem Hierarchy Standard, since an unprivileged user can't look into root's home.
/// </summary>
public static class UserFolders
{
    /// <summary>Data that is worth keeping: <c>$XDG_DATA_HOME/yelb</c>, by default <c>~/.local/share/yelb</c>, and for root <c>/var/lib/yelb</c>.</summary>
    public static string Data => Folder("XDG_DATA_HOME", ".local/share", "/var/lib");

    /// <summary>What can be fetched again: <c>$XDG_CACHE_HOME/yelb</c>, by default <c>~/.cache/yelb</c>, and for root <c>/var/cache/yelb</c>.</summary>
    public static string Cache => Folder("XDG_CACHE_HOME", ".cache", "/var/cache");

    private static string Folder(string variable, string underHome, string roots)
    {
        // The specification: a path that is not absolute is to be ignored.
        if (Environment.GetEnvironmentVariable(variable) is { } chosen && Path.IsPathFullyQualified(chosen))
        {
            return Path.Combine(chosen, "yelb");
        }

        return Environment.IsPrivilegedProcess
            ? Path.Combine(roots, "yelb")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), underHome, "yelb");
    }
}
