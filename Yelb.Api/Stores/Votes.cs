using System.Diagnostics.Metrics;
using System.Net.Sockets;
using Npgsql;

namespace Yelb.Api.Stores;

/// <summary>The votes cast so far for a restaurant.</summary>
internal sealed record VoteCount(string Name, long Value);

/// <summary>
/// A vote that is committed: the restaurant it went to and that restaurant's count right after it. With a key that
/// was used before, both are those of its first use, and the vote is not new.
/// </summary>
internal sealed record Vote(Restaurant Restaurant, long Count, bool IsNew);

/// <summary>The votes in PostgreSQL. Where they cannot be reached in time, every method throws
/// <see cref="StoreUnavailableException"/>.</summary>
internal sealed class Votes(NpgsqlDataSource database, VotesSchema schema, IMeterFactory meters)
{
    /// <summary>The row's lock makes every voter see a number of his own.</summary>
    private const string Cast = "UPDATE restaurants SET count = count + 1 WHERE name = $1 RETURNING count";

    /// <summary>
    /// One statement, so one transaction. Of two at the same time with the same key the second waits for the first
    /// at the key's index, fails there, and with it its UPDATE is undone; run again, it finds the first one's answer.
    /// </summary>
    private const string CastOnce =
        """
        WITH earlier AS (
            SELECT restaurant, count FROM idempotency_keys WHERE key = $2),
        vote AS (
            UPDATE restaurants SET count = count + 1 WHERE name = $1 AND NOT EXISTS (SELECT FROM earlier)
            RETURNING name, count),
        remember AS (
            INSERT INTO idempotency_keys (key, restaurant, count) SELECT $2, name, count FROM vote)
        SELECT restaurant, count, false FROM earlier UNION ALL SELECT name, count, true FROM vote
        """;

    private readonly Counter<long> _votes =
        meters.Create(Telemetry.Name).CreateCounter<long>("yelb.votes", "{vote}", "Votes committed.");

    /// <summary>The counts of all restaurants, in the order of <see cref="Restaurant.All"/>.</summary>
    public Task<VoteCount[]> CountAsync() => WithinLimitAsync(ReadAsync, mayRepeat: true);

    /// <summary>Casts a vote and returns when it is committed.</summary>
    /// <param name="restaurant">The restaurant to vote for.</param>
    /// <param name="key">Where given, the same key counts once within 24 hours, on whichever replica it arrives.</param>
    public async Task<Vote> CastAsync(Restaurant restaurant, IdempotencyKey? key)
    {
        // Without a key a vote is not sent again after an error that may have come after its commit.
        var vote = key is null
            ? await WithinLimitAsync(() => CastAsync(restaurant), mayRepeat: false)
            : await WithinLimitAsync(() => CastOnceAsync(restaurant, key), mayRepeat: true);
        if (vote.IsNew)
        {
            _votes.Add(1, new KeyValuePair<string, object?>("restaurant", restaurant.Name));
        }

        return vote;
    }

    private async Task<VoteCount[]?> ReadAsync()
    {
        await using var read = database.CreateCommand("SELECT name, count FROM restaurants");
        await using var rows = await read.ExecuteReaderAsync();
        var counts = new Dictionary<string, long>();
        while (await rows.ReadAsync())
        {
            counts.Add(rows.GetString(0), rows.GetInt64(1));
        }

        return Restaurant.All.All(restaurant => counts.ContainsKey(restaurant.Name))
            ? [.. Restaurant.All.Select(restaurant => new VoteCount(restaurant.Name, counts[restaurant.Name]))]
            : null;
    }

    private async Task<Vote?> CastAsync(Restaurant restaurant)
    {
        await using var cast = database.CreateCommand(Cast);
        cast.Parameters.Add(new NpgsqlParameter<string> { TypedValue = restaurant.Name });
        // Returns when the server is ready for the next statement, which it is only after the commit.
        return await cast.ExecuteScalarAsync() is long count ? new Vote(restaurant, count, IsNew: true) : null;
    }

    private async Task<Vote?> CastOnceAsync(Restaurant restaurant, IdempotencyKey key)
    {
        await using var cast = database.CreateCommand(CastOnce);
        cast.Parameters.Add(new NpgsqlParameter<string> { TypedValue = restaurant.Name });
        cast.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Value });
        // Leaving the reader waits for the commit too.
        await using var row = await cast.ExecuteReaderAsync();
        return await row.ReadAsync()
            ? new Vote(Restaurant.Find(row.GetString(0))!, row.GetInt64(1), row.GetBoolean(2))
            : null;
    }

    /// <param name="statement">Answers null where a restaurant's row is missing.</param>
    /// <param name="mayRepeat">Whether it may run again after an error that leaves open if it was carried out.</param>
    private async Task<T> WithinLimitAsync<T>(Func<Task<T?>> statement, bool mayRepeat) where T : class
    {
        try
        {
            return await RunAsync(statement, mayRepeat).WaitAsync(StoreUnavailableException.Limit);
        }
        catch (Exception e) when (IsOutage(e))
        {
            throw new StoreUnavailableException(VotesDatabase.Name, e);
        }
    }

    private async Task<T> RunAsync<T>(Func<Task<T?>> statement, bool mayRepeat) where T : class
    {
        for (var triesLeft = 2; ; triesLeft--)
        {
            try
            {
                if (await statement() is { } answer)
                {
                    return answer;
                }

                if (triesLeft == 0)
                {
                    throw new InvalidOperationException($"{VotesDatabase.Name} has no row for a restaurant, though its tables were made anew.");
                }

                await schema.CreateAsync();
            }
            catch (PostgresException e) when (triesLeft > 0 && e.SqlState == PostgresErrorCodes.UndefinedTable)
            {
                // A database that is new since the last look.
                await schema.CreateAsync();
            }
            catch (PostgresException e) when (triesLeft > 0 && e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                // The same key at the same time: now the other's answer is there.
            }
            catch (NpgsqlException e) when (triesLeft > 0 && mayRepeat && e.IsTransient)
            {
                // Often a pooled connection that died with its server; the others then did too.
                database.Clear();
            }
        }
    }

    /// <summary>
    /// Everything but what PostgreSQL blames on the statement (classes 22, 23 and 42 of its error codes), which
    /// would be a fault of this service.
    /// </summary>
    private static bool IsOutage(Exception e) => e switch
    {
        PostgresException { SqlState: ['2', '2' or '3', ..] or ['4', '2', ..] } => false,
        NpgsqlException or TimeoutException or SocketException => true,
        _ => false,
    };
}
