using System.Globalization;
using Npgsql;
using ProcessesAndTools;

namespace Yelb.Tests.Stores;

/// <summary>A PostgreSQL that a test can stop, promote and make read-only.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>How many clients it takes; all of these are superusers, for whom it holds none back.</summary>
    public const int MaxConnections = 24;

    /// <summary>The connections of others than the test.</summary>
    public const string Clients = "pg_stat_activity WHERE client_port IS NOT NULL AND application_name <> 'tests'";

    private readonly TemporaryFolder _folder = new();
    private readonly PostgresInstallation _installation;
    private ChildProcess _process = null!;

    private PostgresServer(PostgresInstallation installation) => _installation = installation;

    public static IReadOnlyDictionary<string, string> Locale { get; } = new Dictionary<string, string> { ["LC_ALL"] = "C.UTF-8" };

    public int Port { get; } = StorePort.Free();

    private string Data => Path.Combine(_folder.Path, "data");

    public static Task<PostgresInstallation> InstallationAsync() =>
        new PostgresInstallations(new ToolCache(), PostgresInstallations.MachineFolders).GetAsync(null, "", TestTools.Logger, Patience.Token);

    /// <summary>Starts a server with a copy of the data.</summary>
    public static async Task<PostgresServer> StartAsync(string data)
    {
        var server = await CopyAsync(data);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>A standby of this server.</summary>
    public async Task<PostgresServer> FollowAsync()
    {
        await StopAsync();
        var standby = await CopyAsync(Data);
        await File.WriteAllTextAsync(Path.Combine(standby.Data, "standby.signal"), "", Patience.Token);
        await File.AppendAllTextAsync(
            Path.Combine(standby.Data, "postgresql.auto.conf"), $"primary_conninfo = 'host=127.0.0.1 port={Port} user=postgres'\n", Patience.Token);
        await StartAgainAsync();
        await standby.StartAgainAsync();
        return standby;
    }

    /// <summary>Starts it with the data that it has, and returns when it answers.</summary>
    public async Task StartAgainAsync()
    {
        _process = ChildProcess.Start(
            new()
            {
                FileName = _installation.Postgres,
                Arguments =
                [
                    "-D", Data, "-p", Port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
                    "-c", "fsync=off", "-c", "shared_buffers=16MB", "-c", $"max_connections={MaxConnections}", "-c", "superuser_reserved_connections=0",
                ],
                Unprivileged = true,
                Environment = Locale,
                StopSignal = ProcessSignal.Interrupt,
            },
            (_, _) => { });
        while (true)
        {
            try
            {
                await ReadAsync("SELECT 1");
                return;
            }
            catch (NpgsqlException) when (!_process.Exited.IsCompleted)
            {
                await Task.Delay(20, Patience.Token);
            }
        }
    }

    /// <summary>Its fast shutdown: clients are told (57P01) and hung up on.</summary>
    public Task StopAsync() => _process.StopAsync();

    /// <summary>Its immediate shutdown, after which it has to recover as after a loss of power.</summary>
    public Task CrashAsync()
    {
        Posix.Signal(_process.Id, 3);
        return _process.Exited;
    }

    /// <summary>Ends the connections of all others.</summary>
    public Task EndConnectionsAsync() => ExecuteAsync($"SELECT pg_terminate_backend(pid, 1000) FROM {Clients}");

    /// <summary>Refuses new connections (28000), as after a change of the password, and keeps those that are open.</summary>
    public async Task RefuseConnectionsAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(Data, "pg_hba.conf"), "host all all 127.0.0.1/32 reject\n", Patience.Token);
        await ExecuteAsync("SELECT pg_reload_conf()");
        try
        {
            while (true)
            {
                await ReadAsync("SELECT 1");
                await Task.Delay(20, Patience.Token);
            }
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            // It has read the file.
        }
    }

    /// <summary>Whether transactions of all, those connected included, may write.</summary>
    public async Task SetReadOnlyAsync(bool isReadOnly)
    {
        var value = isReadOnly ? "on" : "off";
        await ExecuteAsync("SET transaction_read_only = off", $"ALTER SYSTEM SET default_transaction_read_only = {value}", "SELECT pg_reload_conf()");
        while (await ReadAsync($"SELECT (current_setting('default_transaction_read_only') = '{value}')::int") == 0)
        {
            await Task.Delay(20, Patience.Token);
        }
    }

    /// <summary>Returns when it takes writes.</summary>
    public Task PromoteAsync() => ReadAsync("SELECT pg_promote()::int");

    /// <summary>Returns when a standby has all that is committed here.</summary>
    public async Task CatchUpAsync(PostgresServer standby)
    {
        var end = await ReadAsync("SELECT pg_current_wal_lsn() - '0/0'");
        while (await standby.ReadAsync("SELECT coalesce(pg_last_wal_replay_lsn() - '0/0', 0)") < end)
        {
            await Task.Delay(20, Patience.Token);
        }
    }

    /// <summary>Executes statements one by one on one connection.</summary>
    public async Task ExecuteAsync(params string[] statements)
    {
        await using var connection = await ConnectAsync();
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(Patience.Token);
        }
    }

    /// <summary>A number.</summary>
    public async Task<long> ReadAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(Patience.Token), CultureInfo.InvariantCulture);
    }

    /// <summary>A connection of one's own.</summary>
    public Task<NpgsqlConnection> ConnectAsync() =>
        OpenConnection.ToAsync($"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres;Application Name=tests;Pooling=false");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    private static async Task<PostgresServer> CopyAsync(string data)
    {
        var server = new PostgresServer(await InstallationAsync());
        Directory.CreateDirectory(server._folder.Path);
        UnprivilegedUser.Own(server._folder.Path);
        var copied = await ChildProcess.RunAsync(new() { FileName = "cp", Arguments = ["-a", data, server.Data] }, Patience.Token);
        Assert.True(copied.ExitCode == 0, copied.Failure("cp"));
        return server;
    }
}
