namespace Yelb.Tests.Stores;

/// <summary>
/// One yelb-appserver for all tests of what happens to its stores: each leads it to servers of its own, by names that move.
/// </summary>
[CollectionDefinition(nameof(FailingStores))]
public sealed class FailingStores : IAsyncLifetime, ICollectionFixture<FailingStores>
{
    private PostgresData _data = null!;
    private PostgresServer _postgres = null!;
    private RedisServer _redis = null!;

    /// <summary>The name of yelb-db; to begin with and after a test it leads to a server that works.</summary>
    internal MovingName Postgres { get; private set; } = null!;

    /// <summary>The same of yelb-redis.</summary>
    internal MovingName Redis { get; private set; } = null!;

    internal AppServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _data = await PostgresData.CreateAsync();
        _postgres = await StartPostgresAsync();
        _redis = await RedisServer.StartAsync();
        Postgres = new(_postgres.Port);
        Redis = new(_redis.Port);
        Server = await AppServer.StartAsync(Postgres.Port, Redis.Port);
    }

    /// <summary>A PostgreSQL with no tables.</summary>
    internal Task<PostgresServer> StartPostgresAsync() => PostgresServer.StartAsync(_data.Folder);

    /// <summary>Returns when the server votes and counts at the servers of these ports.</summary>
    internal async Task LeadAsync(int? postgres = null, int? redis = null)
    {
        Lead(Postgres, postgres ?? _postgres.Port);
        Lead(Redis, redis ?? _redis.Port);
        while (!await Server.IsHealthyAsync())
        {
            await Task.Delay(20, Patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Postgres.Dispose();
        Redis.Dispose();
        await _postgres.DisposeAsync();
        await _redis.DisposeAsync();
        _data.Dispose();
    }

    private static void Lead(MovingName name, int port)
    {
        name.MoveTo(port);
        name.HangUp();
    }
}
