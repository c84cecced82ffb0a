namespace ProcessesAndTools;

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

    /// <summary>The full path of an executable.</summary>
    /// <param name="name">A path, or a name that is looked for as in <see cref="Find"/>.</param>
    /// <exception cref="MachineException">There is none: which, and with what it comes.</exception>
    public static string Get(string name) => Find(name) ?? throw Missing(name);

    /// <summary>What says that there is no such executable.</summary>
    internal static MachineException Missing(string name) => new(
        name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) ? $"There is no executable {name}."
        : DebianPackages.Of(name) is { } package ? $"{name} can't be found: install {package} (on Debian, as root: `apt-get install {package}`), or add its folder to the PATH."
        : $"{name} can't be found: install it, or add its folder to the PATH.");

    private static bool IsExecutable(string path) =>
        File.Exists(path)
        && (OperatingSystem.IsWindows()
            || (File.GetUnixFileMode(path)
                & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);
}
