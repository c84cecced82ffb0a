using System.Globalization;
using Aspire.Hosting;
using ContainerlessStores;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Stores.Tests;

/// <summary>
/// The entry point that makes databases, run with a real PostgreSQL. Of the image's own scripts, which are not here,
/// only what the entry point calls them for is done.
/// </summary>
public sealed class PostgresDatabasesTests : IDisposable
{
    private const string EnsureInitDb = """
        #!/bin/sh
        [ -s "$PGDATA/PG_VERSION" ] && exit 0
        initdb -D "$PGDATA" -U postgres --encoding=UTF8 --locale=C --auth=trust || exit 1
        [ -z "$POSTGRES_DB" ] || echo "CREATE DATABASE \"$POSTGRES_DB\"" | postgres --single -D "$PGDATA" postgres
        """;

    private const string EntryPoint = """
        #!/bin/sh
        exec "$@"
        """;

    // The images' way from root to their user. Here it is whom PostgreSQL runs as anyway.
    private const string Gosu = """
        #!/bin/sh
        [ "$1" = postgres ] && shift && exec "$@"
        """;

    private const string RootsId = """
        #!/bin/sh
        echo 0
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Databases_of_any_name_are_there_after_the_first_start_and_after_the_next_one()
    {
        string[] names = ["orders", "o'hara \"archive\"", "with-hyphen", "UPPER", "50%s \\n $HOME `id`", "line\nbreak;\n\ntab\t\\", "größe 数据", "; DROP DATABASE postgres; --"];
        var container = Container([.. names.Select(n => new PostgresDatabase(n))]);
        var expected = names.Append("postgres").Order(StringComparer.Ordinal);
        Assert.Equal(expected, (await StartAndListAsync(container)).Order(StringComparer.Ordinal));
        Assert.Equal(expected, (await StartAndListAsync(container)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_database_is_there_whatever_the_volume_held_and_the_variable_says()
    {
        Assert.Equal(["first", "postgres"], await StartAndListAsync(Container(new PostgresDatabase("first"))));
        Assert.Equal(["first", "postgres", "second"], await StartAndListAsync(Container(new PostgresDatabase("second")), "another"));
        Directory.Delete(Data, recursive: true);
        Assert.Equal(["another", "first", "postgres"], await StartAndListAsync(Container(new PostgresDatabase("first")), "another"));
    }

    [Fact]
    public async Task A_server_without_a_volume_has_its_databases_too_although_its_container_is_roots()
    {
        await AddScriptAsync("gosu", Gosu);
        await AddScriptAsync("id", RootsId);
        Assert.Equal(["one", "postgres", "two"], await StartAndListAsync(Container(new("one"), new("two"))));
    }

    [Fact]
    public async Task Images_without_the_script_that_makes_the_data_make_the_first_one()
    {
        await AddScriptAsync("docker-entrypoint.sh", EnsureInitDb.Replace("&& exit 0", "&& exec \"$@\"", StringComparison.Ordinal) + "\nexec \"$@\"");
        Assert.Equal(["one", "postgres"], await StartAndListAsync(Container(new("one"), new("two")), hasEnsure: false));
        Assert.Equal(["one", "postgres", "two"], await StartAndListAsync(Container(new("one"), new("two")), hasEnsure: false));
    }

    [Fact]
    public async Task A_creation_script_is_run_in_place_of_the_statement()
    {
        var builder = DistributedApplication.CreateBuilder(["--operation", "publish"]);
        var server = builder.AddPostgres("db");
        server.AddDatabase("plain");
        server.AddDatabase("scripted").WithCreationScript("""
            CREATE DATABASE "scripted"

              ENCODING 'LATIN1' TEMPLATE template0; -- as the old one
            """);
        var container = Container([.. PostgresDatabase.Of(server.Resource, builder.Resources)]);

        Assert.Equal(
            ["plain UTF8", "postgres UTF8", "scripted LATIN1"],
            await StartAndListAsync(container, sql: "SELECT datname || ' ' || pg_encoding_to_char(encoding) FROM pg_database WHERE NOT datistemplate ORDER BY 1"));
    }

    [Fact]
    public void RDS_runs_no_creation_script()
    {
        var rds = new RdsPostgres(() => [new("orders", "CREATE DATABASE orders TEMPLATE template0")]);
        var service = StackModels.Yelb().Services.Single(s => s.Name == "yelb-db");
        Assert.StartsWith("The database 'orders' of 'yelb-db' has a creation script, which RDS does not run", Assert.Single(rds.Errors(service)), StringComparison.Ordinal);
    }

    private string Data => Path.Combine(_folder.Path, "data");

    private string Scripts => Path.Combine(_folder.Path, "image");

    private static (string[] EntryPoint, string[] Command) Container(params PostgresDatabase[] databases) =>
        new PostgresRuntime(databases).Start(StackModels.Yelb().Services.Single(s => s.Name == "yelb-db"), []);

    private async Task AddScriptAsync(string name, string text)
    {
        Directory.CreateDirectory(Scripts);
        var path = Path.Combine(Scripts, name);
        await File.WriteAllTextAsync(path, text + "\n", Patience.Token);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    /// <summary>Starts the container, as far as there is one here, and asks it, by default for its databases.</summary>
    private async Task<List<string>> StartAndListAsync(
        (string[] EntryPoint, string[] Command) container,
        string? variable = null,
        bool hasEnsure = true,
        string sql = "SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY datname COLLATE \"C\"")
    {
        var cancellationToken = Patience.Token;
        if (hasEnsure)
        {
            await AddScriptAsync("docker-ensure-initdb.sh", EnsureInitDb);
            await AddScriptAsync("docker-entrypoint.sh", EntryPoint);
        }

        if (!Directory.Exists(Data))
        {
            Directory.CreateDirectory(Data);
            UnprivilegedUser.Own(Data);
        }

        var installation = await new PostgresInstallations(new ToolCache(), PostgresInstallations.MachineFolders).GetAsync(null, Data, NullLogger.Instance, cancellationToken);
        var port = LoopbackPort.Free();
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = $"{Scripts}:{installation.Folder}:{Environment.GetEnvironmentVariable("PATH")}",
            ["PGDATA"] = Data,
            ["LC_ALL"] = "C.UTF-8",
        };
        if (variable is not null)
        {
            environment["POSTGRES_DB"] = variable;
        }

        var process = ChildProcess.Start(
            new ChildProcessSpec
            {
                FileName = container.EntryPoint[0],
                Arguments =
                [
                    .. container.EntryPoint[1..],
                    .. container.Command,
                    "-p", port.ToString(CultureInfo.InvariantCulture), "-k", "", "-c", "listen_addresses=127.0.0.1",
                ],
                Environment = environment,
                StopSignal = ProcessSignal.Interrupt,
                Unprivileged = true,
            },
            (line, _) => TestContext.Current.TestOutputHelper?.WriteLine(line));
        try
        {
            await LoopbackPort.WaitUntilAnsweringAsync(port, process, cancellationToken);
            return await AskAsync(port, sql, cancellationToken);
        }
        finally
        {
            await process.StopAsync();
        }
    }

    private static async Task<List<string>> AskAsync(int port, string sql, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Pooling=false");
        await using var connection = await OpenAsync(database, cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var answers = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            answers.Add(reader.GetString(0));
        }

        return answers;
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
