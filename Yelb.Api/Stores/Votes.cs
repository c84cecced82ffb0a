using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Npgsql;
using Yelb.Voting;

namespace Yelb.Api.Stores;

/// <summary>The votes cast so far for a restaurant.</summary>
internal sealed record VoteCount(string Name, long Value);

/// <summary>
/// A vote that is committed: the restaurant it went to and that restaurant's count right after it. With a key that
/// was used before, both are those of its first use, and the vote is not new.
/// </summary>
internal sealed record Vote(Restaurant Restaurant, long Count, bool IsNew);

/// <summary>
/// The votes in PostgreSQL. Requests that wait at the same moment share one statement and one commit. Where the votes
/// cannot be reached in time, every method throws <see cref="StoreUnavailableException"/>.
/// </summary>
internal sealed class Votes
{
    /// <summary>
    /// Fails (25006) on a server that takes no votes, such as a primary of before, whose numbers are as old as that. Returns
    /// no row, and locks none: which rows are asked for is not looked at before (PostgreSQL's "Hot Standby").
    /// </summary>
    private const string RefuseReadOnly = "SELECT FROM restaurants WHERE false FOR KEY SHARE";

    private const string Read = "SELECT name, count FROM restaurants";

    /// <summary>
    /// The row's lock makes every voter see a number of his own, on all replicas. A restaurant without a row has no
    /// votes yet.
    /// </summary>
    private const string Cast =
        """
        INSERT INTO restaurants (name, count) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET count = restaurants.count + excluded.count RETURNING count
        """;

    /// <summary>
    /// Lets one transaction at a time use keys, until its end: the second of two with the same key sees what the first
    /// did, and one that locks rows in between cannot be in its way. Returns no row.
    /// </summary>
    private const string LockKeys = "SELECT WHERE pg_advisory_xact_lock(hashtext('yelb idempotency keys')) IS NULL";

    /// <summary>
    /// Many keys and their restaurants, each key once. Nobody else uses keys meanwhile, so what is not among the earlier ones
    /// is new. A restaurant's row is locked in the order of its first key, and its new votes have the numbers up to its count.
    /// </summary>
    private const string CastOnce =
        """
        WITH asked AS (
            SELECT key, restaurant, place FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS votes (key, restaurant, place)),
        earlier AS (
            SELECT key, kept.restaurant, kept.count FROM asked JOIN idempotency_keys AS kept USING (key)),
        new AS (
            SELECT key, restaurant, place, count(*) OVER (PARTITION BY restaurant) - row_number() OVER (PARTITION BY restaurant ORDER BY place) AS later
            FROM asked WHERE key NOT IN (SELECT key FROM earlier)),
        vote AS (
            INSERT INTO restaurants (name, count) SELECT restaurant, count(*) FROM new GROUP BY restaurant ORDER BY min(place)
            ON CONFLICT (name) DO UPDATE SET count = restaurants.count + excluded.count RETURNING name, count),
        remember AS (
            INSERT INTO idempotency_keys (key, restaurant, count)
            SELECT key, restaurant, vote.count - later FROM new JOIN vote ON vote.name = restaurant ORDER BY key
            RETURNING key, restaurant, count)
        SELECT key, restaurant, count, false FROM earlier UNION ALL SELECT key, restaurant, count, true FROM remember
        """;

    /// <summary>
    /// Writes as a vote with a key does, and counts nothing: a key that no client can send, as long as the longest. The
    /// purge takes it like any other.
    /// </summary>
    private const string Write =
        """
        INSERT INTO idempotency_keys (key, restaurant, count) VALUES (repeat(chr(127), 128), '', 0)
        ON CONFLICT (key) DO UPDATE SET created = excluded.created
        """;

    private const string Find = "SELECT key, restaurant, count FROM idempotency_keys WHERE key = ANY ($1)";

    private readonly NpgsqlDataSource _database;
    private readonly VotesSchema _schema;
    private readonly Counter<long> _votes;
    private readonly StoreBatcher<ValueTuple, VoteCount[]> _reads;
    private readonly StoreBatcher<Restaurant, Vote> _casts;
    private readonly StoreBatcher<(Restaurant Restaurant, IdempotencyKey Key), Vote> _castsOnce;
    private readonly StoreBatcher<IdempotencyKey, Vote?> _finds;
    private readonly StoreBatcher<ValueTuple, ValueTuple> _checks;

    /// <summary>That the last votes failed for want of room; null where they were committed.</summary>
    private volatile RecentOutage? _lastCast;

    public Votes(NpgsqlDataSource database, VotesSchema schema, IMeterFactory meters)
    {
        _database = database;
        _schema = schema;
        _votes = meters.Create(Telemetry.Name).CreateCounter<long>("yelb.votes", "{vote}", "Votes committed.");
        _reads = new(VotesDatabase.Name, readers => RunAsync(() => ReadAsync(readers.Length), mayRepeat: true));
        // Without a key a vote is not sent again after an error that may have come after its commit.
        _casts = new(VotesDatabase.Name, votes => NotedAsync(RunAsync(() => CastAsync(votes), mayRepeat: false)), restaurant => restaurant);
        _castsOnce = new(VotesDatabase.Name, votes => NotedAsync(RunAsync(() => CastOnceAsync(votes), mayRepeat: true)), vote => vote.Restaurant);
        _finds = new(VotesDatabase.Name, keys => RunAsync(() => FindAsync(keys), mayRepeat: true));
        _checks = new(VotesDatabase.Name, askers => RunAsync(() => WriteAsync(askers), mayRepeat: true));
    }

    /// <summary>The counts of all restaurants, in the order of <see cref="Restaurant.All"/>; not to be changed.</summary>
    public Task<VoteCount[]> CountAsync() => _reads.AskAsync(default);

    /// <summary>Casts a vote and returns when it is committed.</summary>
    /// <param name="restaurant">The restaurant to vote for.</param>
    /// <param name="key">Where given, the same key counts once within 24 hours, on whichever replica it arrives.</param>
    public async Task<Vote> CastAsync(Restaurant restaurant, IdempotencyKey? key)
    {
        var vote = await (key is null ? _casts.AskAsync(restaurant) : _castsOnce.AskAsync((restaurant, key)));
        if (vote.IsNew)
        {
            _votes.Add(1, new KeyValuePair<string, object?>("restaurant", restaurant.Name));
        }

        return vote;
    }

    /// <summary>The vote that was cast with a key in the last 24 hours; null where there is none.</summary>
    public Task<Vote?> FindAsync(IdempotencyKey key) => _finds.AskAsync(key);

    /// <summary>Returns where votes can be cast: a write is committed, and no vote has just failed for want of more room than that took.</summary>
    public async Task CheckAsync()
    {
        await _checks.AskAsync(default);
        _lastCast?.ThrowIfRecent();
    }

    private async Task<VoteCount[][]> ReadAsync(int readers)
    {
        var rows = await QueryAsync([new(RefuseReadOnly), new(Read)], row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)));
        var counts = rows.ToDictionary();
        VoteCount[] all = [.. Restaurant.All.Select(r => new VoteCount(r.Name, counts.GetValueOrDefault(r.Name)))];
        return [.. Enumerable.Repeat(all, readers)];
    }

    private async Task<Vote[]> CastAsync(Restaurant[] votes)
    {
        var numbers = votes.CountBy(restaurant => restaurant).OrderBy(number => LockOrder(number.Key)).ToList();
        var counts = await QueryAsync(
            numbers.Select(number => Command(Cast, Text(number.Key.Name), new NpgsqlParameter<long> { TypedValue = number.Value })),
            row => row.GetInt64(0));
        var before = numbers.Zip(counts, (number, count) => KeyValuePair.Create(number.Key, count - number.Value)).ToDictionary();
        return Array.ConvertAll(votes, restaurant => new Vote(restaurant, ++CollectionsMarshal.GetValueRefOrNullRef(before, restaurant), IsNew: true));
    }

    private async Task<Vote[]> CastOnceAsync((Restaurant Restaurant, IdempotencyKey Key)[] votes)
    {
        // Of a key that comes twice in a batch the first one counts, and the second is answered as if it came later.
        var once = votes.DistinctBy(vote => vote.Key).OrderBy(vote => LockOrder(vote.Restaurant)).ToList();
        var rows = await QueryAsync(
            [new(LockKeys), Command(CastOnce, Texts(once.Select(vote => vote.Key.Value)), Texts(once.Select(vote => vote.Restaurant.Name)))],
            row => KeyValuePair.Create(row.GetString(0), new Vote(Restaurant.Find(row.GetString(1))!, row.GetInt64(2), row.GetBoolean(3))));
        var known = rows.ToDictionary();
        return Array.ConvertAll(votes, vote =>
        {
            var answer = known[vote.Key.Value];
            known[vote.Key.Value] = answer with { IsNew = false };
            return answer;
        });
    }

    private async Task<Vote?[]> FindAsync(IdempotencyKey[] keys)
    {
        var rows = await QueryAsync(
            [new(RefuseReadOnly), Command(Find, Texts(keys.Select(key => key.Value)))],
            row => KeyValuePair.Create(row.GetString(0), new Vote(Restaurant.Find(row.GetString(1))!, row.GetInt64(2), IsNew: false)));
        var votes = rows.ToDictionary();
        return Array.ConvertAll(keys, key => votes.GetValueOrDefault(key.Value));
    }

    private async Task<ValueTuple[]> WriteAsync(ValueTuple[] askers)
    {
        await QueryAsync([new(Write)], _ => 0);
        return askers;
    }

    private async Task<T> NotedAsync<T>(Task<T> votes)
    {
        try
        {
            var cast = await votes;
            _lastCast = null;
            return cast;
        }
        catch (StoreUnavailableException e) when (PostgresFailures.IsForWant(e.InnerException))
        {
            _lastCast = new(e);
            throw;
        }
    }

    /// <summary>All transactions lock the rows in this order, so that no two replicas ever wait for each other.</summary>
    private static int LockOrder(Restaurant restaurant) => Restaurant.All.IndexOf(restaurant);

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    private static NpgsqlParameter<string[]> Texts(IEnumerable<string> values) => new() { TypedValue = [.. values] };

    /// <summary>One transaction and one round trip; returns all rows when it is committed.</summary>
    private async Task<List<T>> QueryAsync<T>(IEnumerable<NpgsqlBatchCommand> commands, Func<NpgsqlDataReader, T> read)
    {
        await using var batch = _database.CreateBatch();
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }

        await using var reader = await batch.ExecuteReaderAsync();
        var rows = new List<T>();
        do
        {
            while (await reader.ReadAsync())
            {
                rows.Add(read(reader));
            }
        }
        // False when the server is ready for the next statement, which it is only after the commit.
        while (await reader.NextResultAsync());
        return rows;
    }

    /// <param name="batch">One transaction.</param>
    /// <param name="mayRepeat">Whether it may run again after an error that leaves open if it was carried out.</param>
    private async Task<T> RunAsync<T>(Func<Task<T>> batch, bool mayRepeat)
    {
        try
        {
            var pause = TimeSpan.FromMilliseconds(20);
            var triesLeft = 2;
            while (true)
            {
                try
                {
                    return await batch();
                }
                catch (NpgsqlException e) when (e.RefusedConnection() && pause < StoreUnavailableException.Limit / 2)
                {
                    // Until one that is open has done its batch.
                    await Task.Delay(pause);
                    pause *= 2;
                }
                catch (PostgresException e) when (triesLeft > 0 && e.SqlState == PostgresErrorCodes.UndefinedTable)
                {
                    // A database that is new since the last look.
                    triesLeft--;
                    await _schema.CreateAsync();
                }
                catch (NpgsqlException e) when (triesLeft > 0 && (e.DidNothing() || (mayRepeat && e.IsTransient)))
                {
                    triesLeft--;
                    _database.ClearAfter(e);
                }
            }
        }
        catch (PostgresException e) when (IsOfTheValues(e))
        {
            throw new StoreRefusedException(VotesDatabase.Name, e);
        }
        catch (Exception e) when (IsOutage(e))
        {
            throw new StoreUnavailableException(VotesDatabase.Name, e);
        }
    }

    /// <summary>
    /// Whether PostgreSQL blames the values (classes 22 and 23 of its error codes), such as a count that is bigint's
    /// greatest. It says so before the commit, and that ends the transaction with nothing done.
    /// </summary>
    private static bool IsOfTheValues(PostgresException e) => e.SqlState is ['2', '2' or '3', ..];

    /// <summary>
    /// Everything but what PostgreSQL blames on the statement (class 42), which would be a fault of this service.
    /// </summary>
    private static bool IsOutage(Exception e) => e switch
    {
        PostgresException { SqlState: ['4', '2', ..] } => false,
        NpgsqlException or TimeoutException or SocketException => true,
        _ => false,
    };
}
