using System.Globalization;
using ProcessesAndTools;

namespace ContainerlessStores;

/// <summary>
/// The folder of one store's data, which nobody else uses while this is open. Only the user that the store runs as,
/// and root, can look into it.
/// </summary>
/// <remarks>
/// The lock in it ends with its owner, however that ends; so it tells who is alive better than a process id, which the
/// machine may have given to another since.
/// </remarks>
internal sealed class StoreFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string ThrowAwayPrefix = "containerless-store-";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly FileStream _lock;

    private StoreFolder(string path, bool isKept, FileStream @lock)
    {
        Path = path;
        IsKept = isKept;
        _lock = @lock;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Whether it outlives this.</summary>
    public bool IsKept { get; }

    /// <summary>Opens a folder that is kept, and creates it where it is not there yet.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="resource">Whose it is.</param>
    /// <param name="cancellationToken">Ends the waiting for someone who is just being stopped.</param>
    /// <exception cref="MachineException">Someone still uses it after 5 seconds.</exception>
    public static async Task<StoreFolder> OpenAsync(string path, string resource, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        CreatePrivate(path);
        var end = DateTime.UtcNow + _patience;
        while (true)
        {
            var taken = TryLock(path);
            var user = ProcessIn(path);
            if (taken is not null && user is null)
            {
                return new StoreFolder(path, isKept: true, taken);
            }

            taken?.Dispose();
            if (DateTime.UtcNow > end)
            {
                throw new MachineException(string.Create(CultureInfo.InvariantCulture, $"The data of {resource} in {path} is in use by another run of this AppHost{(user is null ? "" : $" (process {user})")}: stop that first."));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Opens a new folder that is deleted in the end, and deletes those of hosts that could not.</summary>
    public static StoreFolder OpenThrowAway()
    {
        DeleteLeftOvers();
        // Under another name until it is locked, so that no host that starts at the same time takes it for a left-over.
        var unlocked = Directory.CreateTempSubdirectory("containerless-new-").FullName;
        UnprivilegedUser.Own(unlocked);
        var taken = TryLock(unlocked)!;
        var path = unlocked.Replace("containerless-new-", ThrowAwayPrefix, StringComparison.Ordinal);
        Directory.Move(unlocked, path);
        return new StoreFolder(path, isKept: false, taken);
    }

    /// <summary>The path of a subfolder, which is created where it is not there yet.</summary>
    public string Subfolder(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        CreatePrivate(path);
        return path;
    }

    /// <summary>Writes a file that only the store can read, and returns its path.</summary>
    public string WriteSecret(string name, string content)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(path, options))
        {
            writer.Write(content);
        }

        UnprivilegedUser.Own(path);
        return path;
    }

    /// <summary>Lets others use the folder, or deletes it.</summary>
    public void Dispose()
    {
        if (!IsKept)
        {
            TryDelete(Path);
        }

        _lock.Dispose();
    }

    private static void CreatePrivate(string path)
    {
        if (!Directory.Exists(path))
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(path, OwnerOnly);
            }

            UnprivilegedUser.Own(path);
        }
    }

    private static FileStream? TryLock(string folder)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>
    /// A process that works in the folder: its host was killed, and it is still ending. Servers work in their data's
    /// folder. Linux only; elsewhere they have to notice each other by themselves.
    /// </summary>
    private static int? ProcessIn(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(System.IO.Path.GetFileName(process), CultureInfo.InvariantCulture, out var id)
                && WorkingDirectory(process) is { } at
                && (at == folder || at.StartsWith(folder + "/", StringComparison.Ordinal)))
            {
                return id;
            }
        }

        return null;

        static string? WorkingDirectory(string process)
        {
            try
            {
                return new FileInfo($"{process}/cwd").LinkTarget;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has just ended, or is another user's.
                return null;
            }
        }
    }

    private static void DeleteLeftOvers()
    {
        foreach (var path in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), ThrowAwayPrefix + "*"))
        {
            try
            {
                if (File.Exists(System.IO.Path.Combine(path, "lock")) && TryLock(path) is { } ownerless)
                {
                    TryDelete(path);
                    ownerless.Dispose();
                }
            }
            catch (UnauthorizedAccessException)
            {
                // Another user's.
            }
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            // The lock goes last: what is left without one would never be found again.
            foreach (var subfolder in Directory.EnumerateDirectories(path))
            {
                Directory.Delete(subfolder, recursive: true);
            }

            Directory.Delete(path, recursive: true);
        }
        catch (IOException)
        {
            // A killed server is still writing its last: the next start finds the rest.
        }
    }
}
