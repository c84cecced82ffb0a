using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Yelb.Bench;

/// <summary>
/// What the keys of a day's votes cost: the size of their table, the deletion of those that are a day old, and a vote's
/// latency beside that on the empty table, in the same run.
/// </summary>
internal sealed class KeptKeys(YelbRun yelb, NpgsqlDataSource database)
{
    private const int Rounds = 3;
    private const string Empty = "keyed votes on the empty table";
    private const string Full = "keyed votes on the full table";

    private readonly Measurements _votes = new();

    /// <param name="yelb">With no votes yet; its database takes some 200 bytes for each key.</param>
    /// <param name="number">The keys, as of votes that were evenly spread over a day.</param>
    /// <returns>Whether a vote's median is within 1.5 times that of the empty table, and an hour's keys are deleted within an hour.</returns>
    public static async Task<bool> MeasureAsync(YelbRun yelb, int number)
    {
        // A statement over all keys takes as long as it takes.
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(yelb.Database) { CommandTimeout = 0 });
        var keys = new KeptKeys(yelb, database);
        Console.WriteLine("a long round that does not count: under their first load processes are still being compiled");
        await Wrk.PostWithKeysAsync(new(yelb.AppServer, "/api/votes/ihop"), 16, seconds: 20);
        await keys.VoteAsync(Empty, Rounds);
        await keys.FillAsync(number);
        await keys.VoteAsync(Full, Rounds);
        var deleted = await keys.DeleteHourAsync(number / 24);
        // Before and after, as a machine is not the same all the time.
        await keys.ExecuteAsync("TRUNCATE idempotency_keys");
        await keys.VoteAsync(Empty, Rounds);
        var ratio = keys._votes.Of(Full, load => load.Median).Median / keys._votes.Of(Empty, load => load.Median).Median;
        Console.WriteLine(FormattableString.Invariant($"a vote's median is {ratio:0.00} times that of the empty table"));
        return ratio <= 1.5 && deleted < TimeSpan.FromHours(1);
    }

    private async Task VoteAsync(string name, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            await _votes.AddAsync(name, () => Wrk.PostWithKeysAsync(new(yelb.AppServer, "/api/votes/ihop"), 16, seconds: 5));
        }
    }

    private async Task FillAsync(int number)
    {
        const int Step = 1_000_000;
        var clock = Stopwatch.StartNew();
        for (var from = 0; from < number; from += Step)
        {
            // The oldest have an hour to live, in which all of this has to be done.
            await ExecuteAsync(FormattableString.Invariant($"""
                INSERT INTO idempotency_keys (key, restaurant, count, created)
                SELECT gen_random_uuid(), 'ihop', i, now() - interval '23 hours' * (1 - i / {number}.0) FROM generate_series({from + 1}, {Math.Min(number, from + Step)}) AS i
                """));
        }

        await ExecuteAsync("VACUUM ANALYZE idempotency_keys");
        await ExecuteAsync("CHECKPOINT");
        Console.WriteLine(FormattableString.Invariant($"{number:N0} keys after {clock.Elapsed.TotalSeconds:0} s: {await SizeAsync()}"));
    }

    /// <summary>How long yelb-appserver takes to delete so many old keys while votes go on.</summary>
    private async Task<TimeSpan> DeleteHourAsync(int number)
    {
        await ExecuteAsync(FormattableString.Invariant($"""
            INSERT INTO idempotency_keys (key, restaurant, count, created)
            SELECT gen_random_uuid(), 'ihop', i, now() - interval '25 hours' + interval '1 hour' * i / {number + 1} FROM generate_series(1, {number}) AS i
            """));
        var clock = Stopwatch.StartNew();
        while (await NumberAsync("SELECT EXISTS (SELECT FROM idempotency_keys WHERE created < now() - interval '24 hours')::int") > 0)
        {
            await VoteAsync("keyed votes during the deletion", rounds: 1);
        }

        var deleted = clock.Elapsed;
        clock.Restart();
        var vacuum = ExecuteAsync("VACUUM idempotency_keys");
        do
        {
            await VoteAsync("keyed votes during the vacuum after it", rounds: 1);
        }
        while (!vacuum.IsCompleted);
        await vacuum;
        Console.WriteLine(FormattableString.Invariant($"{number:N0} keys, of an hour, deleted within {deleted.TotalSeconds:0} s, and the places free after {clock.Elapsed.TotalSeconds:0} s of vacuum: {await SizeAsync()}"));
        return deleted;
    }

    private async Task<string> SizeAsync() => FormattableString.Invariant(
        $"{await NumberAsync("SELECT pg_table_size('idempotency_keys')") >> 20:N0} MB of table, {await NumberAsync("SELECT pg_indexes_size('idempotency_keys')") >> 20:N0} MB of indexes");

    private async Task ExecuteAsync(string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> NumberAsync(string sql)
    {
        await using var command = database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
