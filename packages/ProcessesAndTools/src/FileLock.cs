namespace ProcessesAndTools;

/// <summary>
/// A file that one thread of all processes holds at a time. The kernel takes it back when its holder ends, however it
/// ends; the file itself stays.
/// </summary>
internal static class FileLock
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits until it is free; disposing what is returned gives it back.</summary>
    /// <exception cref="UnauthorizedAccessException">This user may not write the file.</exception>
    public static async Task<IDisposable> TakeAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(_pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
