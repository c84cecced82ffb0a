using Npgsql;
using ProcessesAndTools;

namespace ContainerlessStores.Tests;

/// <summary>PostgreSQL as a process of the hosting's, the one from npm.</summary>
public sealed class PostgresStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancelled => Patience.Token;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_committed_is_there_after_kill_9_and_a_new_password_is_taken()
    {
        await using (var first = await StartAsync("it's \"one\""))
        {
            await ExecuteAsync(first, "it's \"one\"", "CREATE TABLE votes (count int); INSERT INTO votes VALUES (41)");
            Assert.True(!OperatingSystem.IsLinux() || first.UserId() != 0);
            Assert.DoesNotContain("one", first.CommandLine());
            await first.KillAsync();
        }

        await using var second = await StartAsync("two");

        Assert.Equal(42, await ExecuteAsync(second, "two", "UPDATE votes SET count = count + 1 RETURNING count"));
        await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(second, "it's \"one\"", "SELECT 1"));
    }

    [Fact]
    public async Task Data_of_a_version_that_is_not_installed_is_left_alone_and_named()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "data"));
        var version = Path.Combine(_folder.Path, "data", "PG_VERSION");
        await File.WriteAllTextAsync(version, "9\n", Cancelled);

        var failure = await Assert.ThrowsAsync<MachineException>(() => StartAsync("one"));

        Assert.Contains(_folder.Path, failure.Message);
        Assert.Contains("PostgreSQL 9", failure.Message);
        Assert.True(File.Exists(version));
    }

    private async Task<RunningStore> StartAsync(string password)
    {
        var fromNpm = new PostgresInstallations(new ToolCache(), folders: []);
        var store = new PostgresStore(_ => ValueTask.FromResult("yelb"), _ => ValueTask.FromResult(password), fromNpm);
        return await RunningStore.StartAsync(store, _folder.Path, Cancelled);
    }

    private static async Task<object?> ExecuteAsync(RunningStore store, string password, string sql)
    {
        var connectionString = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = store.Port,
            Username = "yelb",
            Password = password,
            Database = "postgres",
            Pooling = false,
        };
        for (var end = DateTime.UtcNow.AddSeconds(20); ; await Task.Delay(20, Cancelled))
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString.ConnectionString);
                await connection.OpenAsync(Cancelled);
                await using var command = new NpgsqlCommand(sql, connection);
                return await command.ExecuteScalarAsync(Cancelled);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.CannotConnectNow && DateTime.UtcNow < end)
            {
                // It is still replaying its log.
            }
        }
    }
}
