namespace Yelb.Hosting.Machine;

/// <summary>Finds executables as a shell would.</summary>
public static class Executables
{
    // Where Debian keeps ip, nft and chroot, and what the PATH of those who are not root lacks there.
    private const string SystemFolders = "/usr/sbin:/sbin";

    /// <summary>The full path of an executable, or null where there is none.</summary>
    /// <param name="name">A path, or a name that is looked for on the PATH and then in the folders of system tools.</param>
    public static string? Find(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return IsExecutable(name) ? Path.GetFullPath(name) : null;
        }

        return $"{Environment.GetEnvironmentVariable("PATH")}{Path.PathSeparator}{SystemFolders}"
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string path) =>
        File.Exists(path)
        && (OperatingSystem.IsWindows()
            || (File.GetUnixFileMode(path)
                & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);
}
