using Npgsql;

namespace Yelb.Tests.Api;

/// <summary>Yelb with two application servers, for tests that run one after another.</summary>
[CollectionDefinition(nameof(TwoServers))]
public sealed class TwoServers : IAsyncLifetime, ICollectionFixture<TwoServers>
{
    internal YelbApplication Yelb { get; } = new();

    internal NpgsqlDataSource Database { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Yelb.StartWithReplicasAsync(2);
        Database = NpgsqlDataSource.Create(await Yelb.ConnectionStringAsync("yelbdatabase"));
    }

    public async ValueTask DisposeAsync()
    {
        if (Database is not null)
        {
            await Database.DisposeAsync();
        }

        await Yelb.DisposeAsync();
    }
}
