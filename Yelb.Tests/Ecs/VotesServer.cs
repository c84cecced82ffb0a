using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using ProcessesAndTools;
using Yelb.Tests.Stores;

namespace Yelb.Tests.Ecs;

/// <summary>A PostgreSQL with votes as yelb-db has it, and an <c>aws</c> on the path that leads to it.</summary>
public sealed class VotesServer : IAsyncLifetime
{
    internal const string FirstPassword = "first-password-of-32-characters.";
    internal const string FirstVariables = $$"""{"ConnectionStrings__yelbdatabase":"Host=yelb-db;Password={{FirstPassword}}"}""";

    // What operations/yelb-db asks for, and nothing else; ECS Exec's terminal ends lines with a carriage return too.
    private const string Aws = """
        #!/usr/bin/env bash
        printf '%s\0' "$@" >> calls; printf '\n\0' >> calls
        option() { local -i i; for ((i = 1; i < $#; i++)); do [[ ${!i} == "$name" ]] && { i+=1; echo "${!i}"; return; }; done; return 1; }
        get() { local name=$1; shift; option "$@"; }
        case "$1 $2" in
            "cloudformation describe-stack-resources") if [[ "$*" == *RDS* ]]; then cat rds; else printf '%s\t%s\n' yelbdbpasswordSecretD2593A3C password yelbappserverVariables4F variables yelbredispasswordSecret9A redis; fi ;;
            "rds modify-db-instance") [[ $(get --master-user-password "$@") == file:///dev/stdin ]] && cat > rds-password ;;
            "rds wait") ;;
            "secretsmanager get-secret-value") cat "secrets/$(get --secret-id "$@")" ;;
            "secretsmanager put-secret-value") [[ $(get --secret-string "$@") == file:///dev/stdin ]] && cat > "secrets/$(get --secret-id "$@")" ;;
            "secretsmanager get-random-password") head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n' ;;
            "ecs list-tasks") echo arn:aws:ecs:eu-west-1:123456789012:task/yelb/1 ;;
            "ecs list-services") echo arn:aws:ecs:::service/yelb/yelb-db arn:aws:ecs:::service/yelb/yelb-appserver arn:aws:ecs:::service/yelb/yelb-ui ;;
            "ecs describe-services") get --services "$@" ;;
            "ecs describe-task-definition") case "$(get --task-definition "$@")" in yelb-ui) echo None ;; *) printf 'variables:ConnectionStrings__yelbdatabase::\tpassword\n' ;; esac ;;
            "ecs update-service") get --service "$@" ;;
            "ecs wait") ;;
            "ecs execute-command")
                printf '\nThe Session Manager plugin was installed successfully. Use the AWS CLI to start a session.\n\n\nStarting session with SessionId: ecs-execute-command-0\r\n'
                eval "$(get --command "$@")" 2>&1 | sed 's/$/\r/'
                printf '\n\nExiting session with sessionId: ecs-execute-command-0.\n\n' ;;
            *) echo "the stand-in does not know: $*" >&2; exit 252 ;;
        esac
        """;

    private static readonly Dictionary<string, string> _locale = new() { ["LC_ALL"] = "C.UTF-8" };

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = FreePort();
    private ChildProcess? _process;
    private string _programs = "";

    /// <summary>The arguments of every call of the AWS CLI since the last reset.</summary>
    internal IReadOnlyList<string[]> Calls =>
        [.. File.ReadAllText(In("calls")).Split("\n\0", StringSplitOptions.RemoveEmptyEntries).Select(call => call.Split('\0', StringSplitOptions.RemoveEmptyEntries))];

    public async ValueTask InitializeAsync()
    {
        await TestTools.EnsureAsync("psql", "bash");
        var data = In("data");
        Directory.CreateDirectory(data);
        Directory.CreateDirectory(In("secrets"));
        UnprivilegedUser.Own(data);
        var installation = await new PostgresInstallations(new ToolCache(), PostgresInstallations.MachineFolders).GetAsync(null, data, TestTools.Logger, Patience.Token);
        _programs = installation.Folder;
        await File.WriteAllTextAsync(In("password"), FirstPassword, Patience.Token);
        var made = await ChildProcess.RunAsync(
            new() { FileName = installation.InitDb, Arguments = ["-D", data, "-U", "postgres", "--auth-local=trust", "--auth-host=scram-sha-256", $"--pwfile={In("password")}", "--no-sync"], Unprivileged = true, Environment = _locale },
            Patience.Token);
        Assert.True(made.ExitCode == 0, made.Failure("error"));
        _process = ChildProcess.Start(
            new()
            {
                FileName = installation.Postgres,
                Arguments = ["-D", data, "-p", _port.ToString(CultureInfo.InvariantCulture), "-k", data, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"],
                Unprivileged = true,
                Environment = _locale,
                StopSignal = ProcessSignal.Interrupt,
            },
            (line, _) => TestContext.Current.TestOutputHelper?.WriteLine(line));
        await ExecuteAsync("CREATE DATABASE yelbdatabase", "postgres");
        await ExecuteAsync("""
            CREATE TABLE restaurants (name text PRIMARY KEY, count bigint NOT NULL);
            CREATE TABLE idempotency_keys (key text COLLATE "C" PRIMARY KEY, restaurant text NOT NULL, count bigint NOT NULL, created timestamptz NOT NULL DEFAULT now())
            """);
        await File.WriteAllTextAsync(In("aws"), Aws, Patience.Token);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(In("aws"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.StopAsync();
        }

        _folder.Dispose();
    }

    /// <summary>No votes, the first password, and the secrets as the stack made them.</summary>
    internal async Task ResetAsync()
    {
        await ExecuteAsync($"ALTER ROLE postgres PASSWORD '{FirstPassword}'; TRUNCATE restaurants, idempotency_keys; INSERT INTO restaurants (name, count) VALUES ('ihop', 0), ('o''hara', 0)");
        await File.WriteAllTextAsync(In("secrets/password"), FirstPassword, Patience.Token);
        await File.WriteAllTextAsync(In("secrets/variables"), FirstVariables, Patience.Token);
        await File.WriteAllTextAsync(In("secrets/redis"), "another", Patience.Token);
        await File.WriteAllTextAsync(In("calls"), "", Patience.Token);
        await UseRdsAsync("None");
    }

    /// <summary>The stack has an RDS instance in the container's place.</summary>
    internal Task UseRdsAsync(string instance) => File.WriteAllTextAsync(In("rds"), instance, Patience.Token);

    /// <summary>The password that the RDS instance was given.</summary>
    internal string RdsPassword => File.ReadAllText(In("rds-password"));

    /// <summary>Runs <c>operations/yelb-db</c>, its input from standard input.</summary>
    internal Task<CommandResult> RunAsync(string command, string input = "") => ChildProcess.RunAsync(
        new()
        {
            FileName = "bash",
            Arguments = [Path.Combine(Repository.Root, "operations", "yelb-db"), command],
            StandardInput = input,
            WorkingDirectory = _folder.Path,
            Environment = new Dictionary<string, string>
            {
                ["PATH"] = $"{_folder.Path}:{_programs}:{Environment.GetEnvironmentVariable("PATH")}",
                // The container's, of the task's start.
                ["POSTGRES_USER"] = "postgres",
                ["POSTGRES_PASSWORD"] = FirstPassword,
                ["PGPORT"] = _port.ToString(CultureInfo.InvariantCulture),
            },
        },
        Patience.Token);

    internal string Secret(string name) => File.ReadAllText(In($"secrets/{name}"));

    internal async Task<NpgsqlConnection> ConnectAsync(string password) =>
        await OpenConnection.ToAsync($"Host=127.0.0.1;Port={_port};Username=postgres;Database=yelbdatabase;Pooling=false;Password='{password}'");

    internal async Task ExecuteAsync(string sql, string database = "yelbdatabase")
    {
        await using var connection = await AdministerAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Patience.Token);
    }

    internal async Task<string?> ReadAsync(string sql)
    {
        await using var connection = await AdministerAsync("yelbdatabase");
        await using var command = new NpgsqlCommand(sql, connection);
        return (string?)await command.ExecuteScalarAsync(Patience.Token);
    }

    // By the socket, which takes everybody; the server may still be starting.
    private async Task<NpgsqlConnection> AdministerAsync(string database)
    {
        while (true)
        {
            try
            {
                return await OpenConnection.ToAsync($"Host={In("data")};Port={_port};Username=postgres;Database={database};Pooling=false");
            }
            catch (NpgsqlException e) when (!_process!.Exited.IsCompleted && (e is not PostgresException || e.SqlState == PostgresErrorCodes.CannotConnectNow))
            {
                await Task.Delay(50, Patience.Token);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string In(string name) => Path.Combine(_folder.Path, name);
}
