using System.Globalization;
using ContainerlessStores;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Stores.Tests;

/// <summary>
/// The entry point that makes further databases, run with a real PostgreSQL. Of the image's own scripts, which are not
/// here, only what the entry point calls them for is done.
/// </summary>
public sealed class PostgresDatabasesTests
{
    private const string EnsureInitDb = """
        #!/bin/sh
        [ -s "$PGDATA/PG_VERSION" ] && exit 0
        initdb -D "$PGDATA" -U postgres --auth=trust && echo 'CREATE DATABASE "orders"' | postgres --single -D "$PGDATA" postgres
        """;

    private const string EntryPoint = """
        #!/bin/sh
        exec "$@"
        """;

    [Fact]
    public async Task Databases_are_there_after_the_first_start_and_after_the_next_one()
    {
        using var folder = new TemporaryFolder();
        var scripts = Directory.CreateDirectory(Path.Combine(folder.Path, "image"));
        await AddScriptAsync(scripts, "docker-ensure-initdb.sh", EnsureInitDb);
        await AddScriptAsync(scripts, "docker-entrypoint.sh", EntryPoint);
        var data = Directory.CreateDirectory(Path.Combine(folder.Path, "data"));
        UnprivilegedUser.Own(data.FullName);

        string[] expected = ["o'hara \"archive\"", "orders", "postgres"];
        Assert.Equal(expected, await StartAndListAsync(scripts, data));
        Assert.Equal(expected, await StartAndListAsync(scripts, data));
    }

    private static async Task AddScriptAsync(DirectoryInfo folder, string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        await File.WriteAllTextAsync(path, text + "\n", Patience.Token);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    /// <summary>Starts the second model's database container, as far as there is one here, and asks it for its databases.</summary>
    private static async Task<List<string>> StartAndListAsync(DirectoryInfo scripts, DirectoryInfo data)
    {
        var cancellationToken = Patience.Token;
        var installation = await new PostgresInstallations(new ToolCache(), PostgresInstallations.MachineFolders).GetAsync(null, data.FullName, NullLogger.Instance, cancellationToken);
        var container = Stacks.Second.Container("db");
        var entryPoint = container["EntryPoint"]!.AsArray().Select(a => (string)a!).ToList();
        var port = LoopbackPort.Free();
        var process = ChildProcess.Start(
            new ChildProcessSpec
            {
                FileName = entryPoint[0],
                Arguments =
                [
                    .. entryPoint[1..],
                    .. container["Command"]!.AsArray().Select(a => (string)a!),
                    "-p", port.ToString(CultureInfo.InvariantCulture), "-k", "", "-c", "listen_addresses=127.0.0.1",
                ],
                Environment = new Dictionary<string, string>
                {
                    ["PATH"] = $"{scripts.FullName}:{installation.Folder}:{Environment.GetEnvironmentVariable("PATH")}",
                    ["PGDATA"] = data.FullName,
                },
                StopSignal = ProcessSignal.Interrupt,
                Unprivileged = true,
            },
            (_, _) => { });
        try
        {
            await LoopbackPort.WaitUntilAnsweringAsync(port, process, cancellationToken);
            return await ListAsync(port, cancellationToken);
        }
        finally
        {
            await process.StopAsync();
        }
    }
    private static async Task<List<string>> ListAsync(int port, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={port};Username=postgres;Pooling=false");
        await using var connection = await OpenAsync(database, cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY datname COLLATE \"C\"";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var names = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    private static async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await database.OpenConnectionAsync(cancellationToken);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.CannotConnectNow)
            {
                // It listens before it lets anyone in.
                await Task.Delay(20, cancellationToken);
            }
        }
    }
}
