using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Images;
using EcsServiceConnect.Rehearsal.Network;
using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Rehearsal.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ProcessesAndTools;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>The official images of PostgreSQL and Redis as this machine runs them, with the commands of the published template.</summary>
public sealed class ImagesOfStoresTests : IAsyncLifetime
{
    private static readonly ContainerUser _user = new(999, 999);

    private readonly ContainerStage _stage = new();

    private static CancellationToken Cancelled => Patience.Token;

    public ValueTask InitializeAsync() => _stage.InitializeAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task PostgreSQL_makes_its_database_once_and_keeps_it_and_stops_although_a_client_is_connected()
    {
        var plan = await PostgresAsync("18.3", "/var/lib/postgresql");
        await using var network = await _stage.Vpc.AttachAsync("db", []);
        var first = await StartAsync(plan, network, "pg_isready -q -h 127.0.0.1 -p 5432 -U \"${POSTGRES_USER:-postgres}\"");
        await using (var open = new NpgsqlConnection(Login(first, "it's \"one\"")))
        {
            await open.OpenAsync(Cancelled);
            await using var insert = new NpgsqlCommand("CREATE TABLE votes (count int); INSERT INTO votes VALUES (41)", open);
            await insert.ExecuteNonQueryAsync(Cancelled);
            var wrong = await Assert.ThrowsAsync<PostgresException>(() => new NpgsqlConnection(Login(first, "two")).OpenAsync(Cancelled));
            Assert.Equal(PostgresErrorCodes.InvalidPassword, wrong.SqlState);
            await first.StopAsync(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(0, await first.Exited);
        var second = await StartAsync(plan, network, "pg_isready -q -h 127.0.0.1 -p 5432");
        await using var again = new NpgsqlConnection(Login(second, "it's \"one\""));
        await again.OpenAsync(Cancelled);
        await using var update = new NpgsqlCommand("UPDATE votes SET count = count + 1 RETURNING count", again);
        Assert.Equal(42, await update.ExecuteScalarAsync(Cancelled));
        second.Kill();
        await second.Exited;
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task PostgreSQL_loses_its_data_where_the_volume_is_above_the_images_own()
    {
        var plan = await PostgresAsync("17.6", "/var/lib/postgresql");
        await using var network = await _stage.Vpc.AttachAsync("db", []);
        foreach (var start in new[] { "first", "second" })
        {
            var container = await StartAsync(plan, network, "pg_isready -q -h 127.0.0.1 -p 5432");
            await using (var connection = new NpgsqlConnection(Login(container, "it's \"one\"")))
            {
                await connection.OpenAsync(Cancelled);
                await using var create = new NpgsqlCommand($"CREATE TABLE votes AS SELECT '{start}'", connection);
                await create.ExecuteNonQueryAsync(Cancelled);
            }

            await container.StopAsync(TimeSpan.FromMinutes(1));
            Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_stage.Folder, "volume", "data")));
        }
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task PostgreSQL_does_not_start_where_the_volume_is_that_of_versions_before_it()
    {
        var plan = await PostgresAsync("18.3", "/var/lib/postgresql/data");
        await using var network = await _stage.Vpc.AttachAsync("db", []);
        var volume = Directory.CreateDirectory(Path.Combine(_stage.Folder, "volume")).FullName;
        var container = await _stage.StartAsync(network, plan, volumes: new() { ["data"] = volume });
        Assert.Equal(1, await container.Exited.WaitAsync(ContainerStage.Patience, Cancelled));
        Assert.Contains(_stage.Lines, l => l.EndsWith("mount it at /var/lib/postgresql.", StringComparison.Ordinal));
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task Redis_answers_those_who_know_its_password_and_keeps_its_data()
    {
        var image = await FindAsync("public.ecr.aws/docker/library/redis:8.6", "redis-cli");
        await using var network = await _stage.Vpc.AttachAsync("redis", []);
        var plan = Plan(image, "/data", ["/bin/sh"], ["-c", "redis-server --requirepass $REDIS_PASSWORD --save 60 1 --appendonly yes"]) with
        {
            Secrets = new Dictionary<string, string> { ["REDIS_PASSWORD"] = "a\"b\\c" },
        };
        const string Ping = "REDISCLI_AUTH=\"$REDIS_PASSWORD\" redis-cli -p 6379 ping | grep -q PONG";
        var first = await StartAsync(plan, network, Ping);

        Assert.True(await SaysAsync(first, "test \"$(REDISCLI_AUTH=\"$REDIS_PASSWORD\" redis-cli incr views)\" = 1"));
        Assert.True(await SaysAsync(first, "redis-cli -h 127.0.0.1 get views | grep -q NOAUTH"));
        Assert.True(await SaysAsync(first, "REDISCLI_AUTH=other redis-cli get views | grep -q NOAUTH"));
        Assert.False(await SaysAsync(first, "REDISCLI_AUTH=other redis-cli -e get views"));
        first.Kill();
        await first.Exited;

        var second = await StartAsync(plan, network, Ping);
        Assert.True(await SaysAsync(second, "test \"$(REDISCLI_AUTH=\"$REDIS_PASSWORD\" redis-cli incr views)\" = 2"));
        second.Kill();
        await second.Exited;
    }

    private async Task<ContainerPlan> PostgresAsync(string tag, string volume)
    {
        var image = await FindAsync($"docker.io/library/postgres:{tag}", "pg_isready");
        return Plan(image, volume, [], []) with
        {
            Environment = new Dictionary<string, string>(image.Environment)
            {
                ["POSTGRES_USER"] = "voter",
                ["POSTGRES_DB"] = "votes of \"all\"",
                ["POSTGRES_HOST_AUTH_METHOD"] = "scram-sha-256",
                ["POSTGRES_INITDB_ARGS"] = "--auth-host=scram-sha-256 --auth-local=scram-sha-256",
            },
            Secrets = new Dictionary<string, string> { ["POSTGRES_PASSWORD"] = "it's \"one\"" },
        };
    }

    /// <summary>The image, with our stand-in for a client also where this machine has the real one.</summary>
    private async Task<LocalImage> FindAsync(string image, string client)
    {
        var map = new RehearsalMap(new Dictionary<string, string>(), new Dictionary<string, LocalImage>());
        var local = await new ImageCatalog(map, _stage.Folder, new ToolCache(), NullLogger.Instance).FindAsync(image, Cancelled);
        var standIn = ImageScripts.Write(_stage.Folder, image.Contains("redis", StringComparison.Ordinal) ? "redis" : "postgres", client);
        return local with { Files = new Dictionary<string, string>(local.Files) { [$"{ImageScripts.Folder}/{client}"] = standIn } };
    }

    private async Task<RunningContainer> StartAsync(ContainerPlan plan, ElasticNetworkInterface network, string isReady)
    {
        var volume = Directory.CreateDirectory(Path.Combine(_stage.Folder, "volume")).FullName;
        Posix.ChangeOwner(volume, _user.UserId, _user.GroupId);
        var container = await _stage.StartAsync(network, plan, volumes: new() { ["data"] = volume });
        for (var end = DateTime.UtcNow + TimeSpan.FromMinutes(1); !await SaysAsync(container, isReady);)
        {
            Assert.True(DateTime.UtcNow < end && !container.Exited.IsCompleted, $"It is not ready:\n{string.Join('\n', _stage.Lines)}");
        }

        return container;
    }

    private static async Task<bool> SaysAsync(RunningContainer container, string command) => await container.CheckHealthAsync(
        new(["CMD-SHELL", command], Interval: TimeSpan.FromSeconds(10), Timeout: TimeSpan.FromSeconds(20), Retries: 3, StartPeriod: TimeSpan.Zero), Cancelled) is null;

    // Through the container's root: the test is not in its network.
    private static string Login(RunningContainer container, string password) => new NpgsqlConnectionStringBuilder
    {
        Host = $"/proc/{container.ProcessId}/root/tmp",
        Username = "voter",
        Password = password,
        Database = "votes of \"all\"",
        Pooling = false,
    }.ConnectionString;

    private static ContainerPlan Plan(LocalImage image, string volume, string[] entryPoint, string[] command) => new()
    {
        Name = "store",
        Image = "store",
        Files = image.Files,
        EntryPoint = entryPoint is [] ? image.EntryPoint : entryPoint,
        Command = entryPoint is [] ? image.Command : command,
        WorkingDirectory = image.WorkingDirectory,
        User = _user,
        Environment = image.Environment,
        Secrets = new Dictionary<string, string>(),
        Mounts = [new("data", volume, IsReadOnly: false)],
        OwnVolumes = [.. image.Volumes.Where(v => v != volume)],
        HealthCheck = null,
        IsEssential = true,
        HasReadOnlyRoot = false,
        DependsOn = new Dictionary<string, string>(),
        StopSignal = image.StopSignal,
        StopTimeout = TimeSpan.FromSeconds(30),
        LogGroup = null,
        LogStreamPrefix = "",
    };
}
