using Npgsql;
using Yelb.Voting;

namespace Yelb.Api.Stores;

/// <summary>The tables of the votes, made where they are missing.</summary>
internal sealed class VotesSchema(NpgsqlDataSource database)
{
    /// <summary>
    /// Several replicas may start at once, and CREATE TABLE IF NOT EXISTS can fail when two run at the same time:
    /// the lock, held until the transaction ends, lets one do the work and the others find it done.
    /// </summary>
    private const string Lock = "SELECT pg_advisory_xact_lock(hashtext('yelb schema'))";

    /// <remarks>
    /// Keys go as fast as they come, a day later. By default their places, and those in the indexes, would be free again
    /// when a fifth of the table is dead; at a twentieth <see cref="KeyPurge"/> has less of it to pass over.
    /// </remarks>
    private const string Tables =
        """
        CREATE TABLE IF NOT EXISTS restaurants (
            name text PRIMARY KEY,
            count bigint NOT NULL);
        CREATE TABLE IF NOT EXISTS idempotency_keys (
            key text COLLATE "C" PRIMARY KEY,
            restaurant text NOT NULL,
            count bigint NOT NULL,
            created timestamptz NOT NULL DEFAULT now());
        CREATE INDEX IF NOT EXISTS idempotency_keys_created ON idempotency_keys (created);
        ALTER TABLE idempotency_keys SET (autovacuum_vacuum_scale_factor = 0.05);
        """;

    private const string AddRestaurant = "INSERT INTO restaurants (name, count) VALUES ($1, 0) ON CONFLICT DO NOTHING";

    /// <summary>False also where the tables are there but a restaurant's row or a setting is not.</summary>
    public async Task<bool> ExistsAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await using var count = database.CreateCommand(
                "SELECT count(*) FROM restaurants WHERE EXISTS (SELECT FROM pg_class WHERE oid = to_regclass('idempotency_keys') AND reloptions IS NOT NULL)");
            return await count.ExecuteScalarAsync(cancellationToken) is long rows && rows >= Restaurant.All.Length;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return false;
        }
    }

    /// <summary>Makes what is missing and leaves what is there, counts included.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var create = new NpgsqlCommand($"{Lock}; {Tables}", connection))
        {
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        foreach (var restaurant in Restaurant.All)
        {
            await using var add = new NpgsqlCommand(AddRestaurant, connection);
            add.Parameters.Add(new NpgsqlParameter<string> { TypedValue = restaurant.Name });
            await add.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
