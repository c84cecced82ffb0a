using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ProcessesAndTools;

namespace Yelb.Tests.Stores;

/// <summary>A server of Redis's own, or Valkey's, whose settings a test can change.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    public const string Password = "of-these-tests";

    /// <summary>Those of a cluster's node.</summary>
    public const string ClusterSettings = "cluster-enabled yes";

    private readonly TemporaryFolder _folder = new();
    private readonly string _settings;
    private ChildProcess _process = null!;

    private RedisServer(string settings) => _settings = settings;

    public int Port { get; } = StorePort.Free();

    private int BusPort { get; } = StorePort.Free();

    /// <param name="settings">Lines of redis.conf; by default it keeps nothing.</param>
    public static async Task<RedisServer> StartAsync(string settings = "")
    {
        await TestTools.EnsureAsync("redis-server");
        var server = new RedisServer(settings);
        Directory.CreateDirectory(server._folder.Path);
        UnprivilegedUser.Own(server._folder.Path);
        server.Start("");
        await server.UntilAsync("PING", "PONG");
        return server;
    }

    /// <summary>Starts it again, after <see cref="KillAsync"/>, with some settings more.</summary>
    public void Start(string more) => _process = ChildProcess.Start(
        new()
        {
            FileName = "redis-server",
            Arguments = ["-"],
            StandardInput = string.Create(CultureInfo.InvariantCulture, $"""
                bind 127.0.0.1
                port {Port}
                requirepass {Password}
                masterauth {Password}
                repl-diskless-sync-delay 0
                save ""
                {_settings}
                {(_settings == ClusterSettings ? $"cluster-port {BusPort}" : "")}
                {more}

                """),
            WorkingDirectory = _folder.Path,
            Unprivileged = true,
            StopSignal = ProcessSignal.Kill,
        },
        (_, _) => { });

    /// <summary>It keeps its connections and answers no more.</summary>
    public void Freeze() => Posix.Freeze(_process.Id);

    public Task KillAsync() => _process.StopAsync();

    /// <summary>The answer to a command, as it comes over the wire; empty where nobody listens.</summary>
    public async Task<string> AskAsync(string command)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port, Patience.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"AUTH {Password}\r\n{command}\r\nQUIT\r\n"), Patience.Token);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            return await reader.ReadToEndAsync(Patience.Token);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return "";
        }
    }

    /// <summary>Asks until the answer has this in it.</summary>
    public async Task UntilAsync(string command, string answer)
    {
        while (!(await AskAsync(command)).Contains(answer, StringComparison.Ordinal))
        {
            await Task.Delay(20, Patience.Token);
        }
    }

    /// <summary>A replica of this server that has all that this one has.</summary>
    public async Task<RedisServer> ReplicateAsync()
    {
        var replica = await StartAsync(_settings);
        await replica.AskAsync($"REPLICAOF 127.0.0.1 {Port}");
        await replica.UntilAsync("INFO replication", "master_link_status:up");
        return replica;
    }

    /// <summary>This server takes all of a new cluster's slots, and has a replica there.</summary>
    public async Task<RedisServer> JoinAsync()
    {
        await UntilAsync("CLUSTER ADDSLOTSRANGE 0 16383", "OK");
        var replica = await StartAsync(_settings);
        await replica.AskAsync($"CLUSTER MEET 127.0.0.1 {Port} {BusPort}");
        await UntilAsync("CLUSTER INFO", "cluster_known_nodes:2");
        var id = (await AskAsync("CLUSTER MYID")).Split("\r\n")[2];
        await replica.UntilAsync($"CLUSTER REPLICATE {id}", "OK");
        await replica.UntilAsync("INFO replication", "master_link_status:up");
        await UntilAsync("CLUSTER INFO", "cluster_state:ok");
        return replica;
    }

    /// <summary>Returns when the replica is the primary, with all that this one has, and this one its replica.</summary>
    public async Task FailOverAsync(RedisServer replica)
    {
        await UntilAsync($"FAILOVER TO 127.0.0.1 {replica.Port}", "OK");
        await replica.UntilAsync("ROLE", "master");
        await UntilAsync("ROLE", "slave");
    }

    /// <summary>Returns when a replica has all that this server has.</summary>
    public Task CatchUpAsync() => UntilAsync("WAIT 1 1000", ":1");

    /// <summary>Starts again, and reads its data for a minute, or until <see cref="LoadedAsync"/>.</summary>
    public async Task LoadSlowlyAsync()
    {
        await AskAsync("CONFIG SET rdbcompression no");
        for (var i = 0; i < 150; i++)
        {
            await AskAsync($"SETRANGE other{i} 4000 x");
        }

        await UntilAsync("SAVE", "OK");
        await KillAsync();
        // Microseconds for each key; and how often it looks for requests meanwhile.
        Start("""
            rdbcompression no
            key-load-delay 400000
            loading-process-events-interval-bytes 1024
            """);
        await UntilAsync("PING", "LOADING");
    }

    /// <summary>It reads the rest of its data at once.</summary>
    public async Task LoadedAsync()
    {
        await UntilAsync("CONFIG SET key-load-delay 0", "OK");
        await UntilAsync("PING", "PONG");
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Dispose();
    }
}
