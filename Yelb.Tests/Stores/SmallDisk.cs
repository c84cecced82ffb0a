using ProcessesAndTools;

namespace Yelb.Tests.Stores;

/// <summary>A file system of a megabyte, in memory, on which a PostgreSQL has the keys of votes; only root can have one.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Filler => Path.Combine(_folder.Path, "filler");

    public static async Task<SmallDisk> MountAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "A file system can be mounted by root on Linux.");
        var disk = new SmallDisk();
        Directory.CreateDirectory(disk._folder.Path);
        var mounted = await RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk._folder.Path);
        Assert.SkipUnless(mounted.ExitCode == 0, "A file system can't be mounted here.");
        var data = Directory.CreateDirectory(Path.Combine(disk._folder.Path, "data"));
        UnprivilegedUser.Own(data.FullName);
        return disk;
    }

    /// <summary>Puts the keys there, once there are some.</summary>
    public Task TakeKeysAsync(PostgresServer server) => server.ExecuteAsync(
        $"CREATE TABLESPACE small LOCATION '{Path.Combine(_folder.Path, "data")}'",
        "ALTER TABLE idempotency_keys SET TABLESPACE small");

    /// <summary>Leaves no room.</summary>
    public void Fill()
    {
        using var filler = File.Create(Filler);
        try
        {
            while (true)
            {
                filler.Write(new byte[4096]);
                filler.Flush();
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    /// <summary>Makes room.</summary>
    public void Empty() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "--lazy", _folder.Path);
        _folder.Dispose();
    }

    private static Task<CommandResult> RunAsync(string command, params string[] arguments) =>
        ChildProcess.RunAsync(new() { FileName = command, Arguments = arguments }, Patience.Token);
}
