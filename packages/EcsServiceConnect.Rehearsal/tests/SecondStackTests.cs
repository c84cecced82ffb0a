using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EcsServiceConnect.Rehearsal.Checking;
using EcsServiceConnect.Rehearsal.Services;
using Npgsql;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>The publisher's second model, rehearsed: gRPC and HTTP/2, a cycle, a worker, a queue, a server with two databases.</summary>
public sealed partial class SecondStackTests(SecondStackStage stage) : IClassFixture<SecondStackStage>
{
    private static CancellationToken Cancellation => Patience.Token;

    [Fact(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    public async Task In_a_cycle_the_first_service_knows_the_other_once_it_is_deployed_again()
    {
        // catalog was there before prices, and its tasks keep the names that they started with.
        Assert.Equal(
            [
                "catalog reaches prices:80: catalog/1 can't resolve prices: it started before prices was there",
                "requests of catalog to prices:80 are spread over its tasks: catalog does not know prices",
                "each task starts after those that it refers to: catalog/1 started before prices; catalog/2 started before prices",
            ],
            await SecondStackRehearsal.RedAsync(stage.Running, new(), Cancellation));
        using var client = ClientOf("prices", "catalog", 8080);
        using (var refused = await client.GetAsync("/peer", Cancellation))
        {
            Assert.Equal((HttpStatusCode.BadGateway, "ENOTFOUND: http://prices:80"), (refused.StatusCode, await refused.Content.ReadAsStringAsync(Cancellation)));
        }

        await SecondStackRehearsal.DeployAsync(Service("catalog"), Cancellation);

        Assert.Equal(HostNames("prices"), [await client.GetStringAsync("/peer", Cancellation)]);
        using var other = ClientOf("catalog", "prices", 80);
        Assert.Contains(await other.GetStringAsync("/peer", Cancellation), HostNames("catalog"));
        Assert.Empty(await SecondStackRehearsal.RedAsync(stage.Running, new(), Cancellation));

        // Its proxy takes connections all the same, and keeps them; the check has to ask.
        Service("prices").Scale(0);
        Assert.True(await Service("prices").WaitUntilAsync(s => s.Tasks.Count == 0, TimeSpan.FromSeconds(60), Cancellation));
        var reference = ReferencedAddress.In(stage.Running.Stack.Plan).Single(r => r.Host == "prices");
        Assert.Equal(new("catalog reaches prices:80", false, "answers 503"), await NetworkChecks.AliasAsync(reference, stage.Running.Stack, Cancellation));
        Service("prices").Scale(1);
        Assert.True(await Service("prices").WaitUntilAsync(s => s.IsSteady, TimeSpan.FromSeconds(60), Cancellation));
    }

    [Fact(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    public async Task Requests_on_one_http2_connection_are_spread_over_both_tasks()
    {
        var connections = 0;
        using var client = ClientOf("prices", "catalog", 8080, () => connections++);

        var answers = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            answers.Add(await client.GetStringAsync("/", Cancellation));
        }

        Assert.Equal(HostNames("catalog"), answers.Distinct().Order());
        Assert.Equal(1, connections);
        Assert.All(answers.GroupBy(a => a), a => Assert.Equal(5, a.Count()));
    }

    [Fact(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    public async Task Both_databases_are_there_and_stay_over_a_deployment()
    {
        var password = Variable("db", "POSTGRES_PASSWORD");
        Assert.Contains($"Password={password};", Variable("catalog", "ConnectionStrings__orders"), StringComparison.Ordinal);
        await using var relay = new SecondStackRelay(TaskOf("catalog"), "db", 15432);
        string[] expected = ["o'hara \"archive\"", "orders", "postgres"];
        Assert.Equal(expected, await AskAsync("orders", "SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1"));
        await AskAsync("o'hara \"archive\"", "CREATE TABLE kept AS SELECT 'here' AS it");

        await SecondStackRehearsal.DeployAsync(Service("db"), Cancellation);

        Assert.Equal(expected, await AskAsync("orders", "SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1"));
        Assert.Equal(["here"], await AskAsync("o'hara \"archive\"", "SELECT it FROM kept"));

        async Task<List<string>> AskAsync(string database, string query)
        {
            var settings = new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = relay.Port, Username = "postgres", Password = password, Database = database, Pooling = false };
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(Cancellation);
            await using var command = new NpgsqlCommand(query, connection);
            await using var reader = await command.ExecuteReaderAsync(Cancellation);
            var values = new List<string>();
            while (await reader.ReadAsync(Cancellation))
            {
                values.Add(reader.GetString(0));
            }

            return values;
        }
    }

    [Fact(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    public async Task A_volume_keeps_what_is_written_and_a_read_only_one_takes_nothing()
    {
        // The worker sends all the time.
        int before;
        while ((before = await SpooledAsync()) == 0)
        {
            await Task.Delay(50, Cancellation);
        }

        await SecondStackRehearsal.DeployAsync(Service("queue"), Cancellation);

        Assert.InRange(await SpooledAsync(), before, int.MaxValue);

        async Task<int> SpooledAsync()
        {
            await using var stream = await SecondStackRehearsal.DialAsync(TaskOf("worker"), "queue", 4222, Cancellation);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var greeting = JsonNode.Parse((await reader.ReadLineAsync(Cancellation))!)!;
            Assert.Equal("EROFS", (string?)greeting["settings"]);
            return (int)greeting["spooled"]!;
        }
    }

    [Fact(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    public void Files_of_the_model_are_in_the_container_beside_those_of_its_image()
    {
        var folder = $"/proc/{TaskOf("queue").Containers[0].Process!.ProcessId}/root/etc/queue";
        Assert.Equal("max_payload: 1MB\n", File.ReadAllText($"{folder}/queue.conf"));
        Assert.Equal(["of-the-image", "queue.conf"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        Assert.All(TaskOf("queue").Containers.Where(c => !c.Plan.IsEssential), c => Assert.False(c.IsRunning));
    }

    [Fact(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    public void Parameters_and_secrets_arrive()
    {
        Assert.Equal("EUR", Variable("prices", "CURRENCY"));
        Assert.Equal($"https://feed.example.com?key={SecondStackStage.ApiKey}", Variable("prices", "FEED"));
        Assert.Contains(SecondStackStage.ApiKey, stage.Running.Stack.Plan.Secrets);
        Assert.Equal("nats://queue:4222", Variable("worker", "QUEUE"));
    }

    [Fact(SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused)]
    public void What_is_not_rehearsed_is_named()
    {
        // How many of each there are is the CDK's affair.
        var lines = stage.Running.Stack.Plan.NotRehearsed.Select(l => Number().Replace(l, ""));

        Assert.Equal(
            [
                "CPU and memory limits: processes take what they need",
                "Container Insights (cluster ClusterEB0386A7)",
                "EFS encryption, backups, policies, mount targets and throughput: a file system is a folder",
                "IAM roles and policies: nothing is refused for want of a permission",
                "VPC flow logs (VpcRefusedFlowLogD504A80B)",
                "VPC, subnets, routes and gateways: every task is in one network",
                "catalog: TLS of endpoint catalog-grpc; its proxies talk plain",
                "db: TLS of endpoint db-tcp; its proxies talk plain",
                "log groups' retention and encryption: logs are files that end with the rehearsal",
                "logs of Service Connect's proxies",
                "platform: processor architecture, operating system, disk size",
                "prices: TLS of endpoint prices-http; its proxies talk plain",
                "public.ecr.aws/docker/library/busybox:1.37.0-musl is this machine's programs, which know more options.",
                "queue: TLS of endpoint queue-tcp; its proxies talk plain",
                "users of EFS access points: files belong to whom the container runs as (dbFilesshopdata9C48EE7C, queueFilesspoolE9474F9C, queueFilessettingsAFADBA10)",
            ],
            // Which PostgreSQL there is is this machine's affair.
            lines.Where(l => !l.StartsWith("postgres:17 runs as PostgreSQL ", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@" \(\d+\)$")]
    private static partial Regex Number();

    private RehearsedService Service(string name) => stage.Running.Stack.Find(name);

    private EcsTask TaskOf(string service) => Service(service).Tasks[0];

    /// <summary>A variable as the application's process has it.</summary>
    private string Variable(string service, string name)
    {
        var prefix = $"{name}=";
        return File.ReadAllText($"/proc/{TaskOf(service).Containers[0].Process!.ProcessId}/environ").Split('\0').Single(v => v.StartsWith(prefix, StringComparison.Ordinal))[prefix.Length..];
    }

    private IEnumerable<string> HostNames(string service) => Service(service).Tasks.Select(t => t.Network.HostName).Order();

    /// <summary>A client in a task of one service, of another one.</summary>
    private HttpClient ClientOf(string from, string to, int port, Action? connecting = null)
    {
        var task = TaskOf(from);
        return new(new SocketsHttpHandler
        {
            ConnectCallback = async (connect, cancellationToken) =>
            {
                connecting?.Invoke();
                return await SecondStackRehearsal.DialAsync(task, connect.DnsEndPoint.Host, connect.DnsEndPoint.Port, cancellationToken);
            },
        })
        {
            BaseAddress = new Uri($"http://{to}:{port}"),
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }
}
