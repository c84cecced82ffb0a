using ProcessesAndTools;

namespace Yelb.Tests.Stores;

/// <summary>The files of an empty PostgreSQL, made once and copied for each server.</summary>
internal sealed class PostgresData : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Folder => Path.Combine(_folder.Path, "data");

    public static async Task<PostgresData> CreateAsync()
    {
        var data = new PostgresData();
        Directory.CreateDirectory(data._folder.Path);
        UnprivilegedUser.Own(data._folder.Path);
        var installation = await PostgresServer.InstallationAsync();
        var made = await ChildProcess.RunAsync(
            new()
            {
                FileName = installation.InitDb,
                // Who connects from this machine is believed.
                Arguments = ["-D", data.Folder, "-U", "postgres", "--auth=trust", "--wal-segsize=1", "--no-sync"],
                Unprivileged = true,
                Environment = PostgresServer.Locale,
            },
            Patience.Token);
        Assert.True(made.ExitCode == 0, made.Failure("error"));
        return data;
    }

    public void Dispose() => _folder.Dispose();
}
