namespace ProcessesAndTools;

/// <summary>
/// Where files are kept for the current user: after the XDG Base Directory Specification, and for root after the
/// Filesystem Hierarchy Standard, since an unprivileged user can't look into root's home.
/// </summary>
public static class UserFolders
{
    /// <summary>
    /// Tools, which can be fetched again: <c>$XDG_CACHE_HOME/fetched-tools</c>, by default <c>~/.cache/fetched-tools</c>,
    /// and for root <c>/var/cache/fetched-tools</c>. All AppHosts of a user share them.
    /// </summary>
    public static string Tools => Folder("XDG_CACHE_HOME", ".cache", "/var/cache", "fetched-tools");

    /// <summary>Data that is worth keeping: a folder in <c>$XDG_DATA_HOME</c>, by default <c>~/.local/share</c>, and for root <c>/var/lib</c>.</summary>
    /// <param name="owner">The folder's name, that of the application whose data it is.</param>
    public static string Data(string owner) => Folder("XDG_DATA_HOME", ".local/share", "/var/lib", owner);

    private static string Folder(string variable, string underHome, string roots, string name)
    {
        // The specification: a path that is not absolute is to be ignored.
        if (Environment.GetEnvironmentVariable(variable) is { } chosen && Path.IsPathFullyQualified(chosen))
        {
            return Path.Combine(chosen, name);
        }

        return Environment.IsPrivilegedProcess
            ? Path.Combine(roots, name)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), underHome, name);
    }
}
