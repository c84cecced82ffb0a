namespace Yelb.Tests.Stores;

/// <summary>How PostgreSQL finds the keys of votes while there are few, which is when it prefers to read all of them.</summary>
[Collection(nameof(FailingStores))]
public sealed class KeyLookupTests(FailingStores stores)
{
    [Fact]
    public async Task No_vote_reads_the_whole_table_of_keys()
    {
        await using var server = await stores.StartPostgresAsync();
        await stores.LeadAsync(postgres: server.Port);
        // To make an index is to read the table.
        await CastAsync(server, keys: 1);
        var before = await StatisticAsync(server, "seq_scan");

        // More than after which a statement is prepared, and its plan kept.
        await CastAsync(server, keys: 50);

        Assert.Equal(before, await StatisticAsync(server, "seq_scan"));
    }

    /// <summary>Votes, and goes on until the statistics have as many votes.</summary>
    private async Task CastAsync(PostgresServer server, int keys)
    {
        var enough = await StatisticAsync(server, "n_tup_ins") + keys;
        do
        {
            await stores.Server.AskAsync(HttpMethod.Post, "/api/votes/ihop", "value", Guid.NewGuid().ToString());
            await Task.Delay(20, Patience.Token);
        }
        while (await StatisticAsync(server, "n_tup_ins") < enough);
    }

    private static Task<long> StatisticAsync(PostgresServer server, string name) =>
        server.ReadAsync($"SELECT {name} FROM pg_stat_user_tables WHERE relname = 'idempotency_keys'");
}
