using System.Diagnostics;
using System.Net;

namespace Yelb.Tests.Api;

/// <summary>Idempotency keys are forgotten after a day, as fast as they come, on two application servers that share the work.</summary>
[Collection(nameof(TwoServers))]
public sealed class KeyPurgeTests(TwoServers servers)
{
    private static CancellationToken Cancelled => Patience.Token;

    [Fact]
    public async Task Key_is_forgotten_after_a_day_and_not_before()
    {
        var (old, recent) = (NewKey(), NewKey());
        await AddAsync(1, "24 hours 1 second", old);
        await AddAsync(1, "23 hours", recent);

        while (await CountAsync(old) > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(0.1), Cancelled);
        }

        Assert.Equal(1, await CountAsync(recent));
    }

    [Fact(Explicit = true), Trait("Run", "by hand")]
    public async Task Three_hundred_thousand_old_keys_go_within_seconds_while_votes_with_new_ones_are_answered_in_time()
    {
        const int Keys = 300_000;
        await AddAsync(Keys, "25 hours", prefix: "old ");
        var clock = Stopwatch.StartNew();
        var gone = GoneAsync();
        while (!gone.IsCompleted)
        {
            // It is 503 where a vote waits longer for the database than it may.
            using var answer = await servers.Yelb.Api.PostVoteAsync("ihop", NewKey());
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        }

        await gone;
        // Either server looks every 10 s; one bite each would have left 290,000.
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));

        async Task GoneAsync()
        {
            while (await CountAsync("old ") > 0)
            {
                // Each look goes through all of them.
                await Task.Delay(TimeSpan.FromSeconds(0.5), Cancelled);
            }
        }
    }

    [Fact]
    public async Task Database_made_by_an_earlier_version_gets_the_settings_by_which_its_size_stays_bounded()
    {
        await ExecuteAsync("ALTER TABLE idempotency_keys RESET (autovacuum_vacuum_scale_factor)");

        await using var options = servers.Database.CreateCommand("SELECT array_to_string(reloptions, ', ') FROM pg_class WHERE oid = 'idempotency_keys'::regclass");
        while (await options.ExecuteScalarAsync(Cancelled) is not "autovacuum_vacuum_scale_factor=0.05")
        {
            await Task.Delay(TimeSpan.FromSeconds(0.1), Cancelled);
        }
    }

    private Task AddAsync(int keys, string age, string prefix) => ExecuteAsync(
        "INSERT INTO idempotency_keys (key, restaurant, count, created) "
        + $"SELECT '{prefix}' || i, 'ihop', 1, now() - interval '{age}' - i * interval '1 millisecond' FROM generate_series(1, {keys}) i");

    private async Task ExecuteAsync(string sql)
    {
        await using var command = servers.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    private async Task<long> CountAsync(string prefix)
    {
        await using var count = servers.Database.CreateCommand($"SELECT count(*) FROM idempotency_keys WHERE key LIKE '{prefix}%'");
        return (long)(await count.ExecuteScalarAsync(Cancelled))!;
    }

    private static string NewKey() => Guid.NewGuid().ToString();
}
