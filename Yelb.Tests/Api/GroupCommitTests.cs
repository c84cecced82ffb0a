using System.Net;
using Npgsql;

namespace Yelb.Tests.Api;

/// <summary>Votes that wait at the same moment share a commit, on two application servers that share the rows.</summary>
[Collection(nameof(TwoServers))]
public sealed class GroupCommitTests(TwoServers servers)
{
    /// <summary>Every transaction that changes something takes a number.</summary>
    private const string Transactions = "SELECT pg_current_xact_id()::text::bigint";

    private readonly YelbApplication _yelb = servers.Yelb;

    private static CancellationToken Cancelled => Patience.Token;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Voters_share_commits_and_each_sees_a_number_of_his_own_at_once(bool withKeys)
    {
        const int Voters = 64;
        const int VotesEach = 20;
        var before = (await _yelb.Api.VotesAsync())["ihop"];
        var transactions = await ScalarAsync(Transactions);

        var numbers = await Task.WhenAll(Enumerable.Range(0, Voters).Select(async _ =>
        {
            var own = new List<long>();
            for (var i = 0; i < VotesEach; i++)
            {
                own.Add(await _yelb.Api.VoteAsync("ihop", withKeys ? Guid.NewGuid().ToString() : null));
                // Whichever query the answer came from, it began after the vote.
                Assert.True((await _yelb.Web.VotesAsync())["ihop"] >= own[^1]);
            }

            return own;
        }));

        Assert.Equal(Enumerable.Range(1, Voters * VotesEach).Select(n => before + n), numbers.SelectMany(n => n).Order());
        Assert.InRange(await ScalarAsync(Transactions) - transactions, 2, Voters * VotesEach / 2);
    }

    [Fact]
    public async Task Keys_that_come_to_both_servers_for_different_restaurants_at_once_count_once_and_nobody_waits_for_ever()
    {
        const int Keys = 60;
        var votes = (await _yelb.Api.VotesAsync()).Values.Sum();
        var rows = await ScalarAsync("SELECT count(*) FROM idempotency_keys WHERE restaurant <> ''");
        var keys = Enumerable.Range(0, Keys).Select(_ => Guid.NewGuid().ToString()).ToArray();

        // Through yelb-ui, which sends every second request to the other server.
        var answers = await Task.WhenAll(
            from key in keys
            from restaurant in VotesAndPageViews.Restaurants
            select StatusAsync(restaurant, key));
        var withoutKey = await Task.WhenAll(VotesAndPageViews.Restaurants.Select(restaurant => StatusAsync(restaurant, key: null)));

        Assert.Equal(Keys, answers.Count(status => status == HttpStatusCode.Created));
        Assert.Equal(Keys * 3, answers.Count(status => status == HttpStatusCode.UnprocessableEntity));
        Assert.All(withoutKey, status => Assert.Equal(HttpStatusCode.Created, status));
        Assert.Equal(Keys + 4, (await _yelb.Api.VotesAsync()).Values.Sum() - votes);
        // A vote without a key goes on with one of yelb-ui's.
        Assert.Equal(Keys + 4, await ScalarAsync("SELECT count(*) FROM idempotency_keys WHERE restaurant <> ''") - rows);
    }

    [Fact]
    public async Task Votes_that_meet_a_locked_row_fail_and_those_after_them_go_on()
    {
        var before = (await _yelb.Api.VotesAsync())["ihop"];
        await using (var connection = await servers.Database.OpenConnectionAsync(Cancelled))
        await using (var locking = await connection.BeginTransactionAsync(Cancelled))
        {
            await using var hold = new NpgsqlCommand("SELECT FROM restaurants WHERE name = 'ihop' FOR UPDATE", connection, locking);
            await hold.ExecuteNonQueryAsync(Cancelled);
            var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => StatusAsync("ihop", key: null)));
            Assert.All(answers, status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
        }

        // What was at the database when its voter gave up may still count, as the answer said: of each server by itself.
        while (await ScalarAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'") > 0)
        {
            await Task.Delay(10, Cancelled);
        }

        var number = await _yelb.Api.VoteAsync("ihop");

        // Nothing counts twice.
        Assert.InRange(number - before, 1, 51);
        Assert.Equal(number, (await _yelb.Api.VotesAsync())["ihop"]);
    }

    [Fact]
    public async Task Restaurant_whose_row_or_table_is_gone_begins_anew_and_takes_no_vote_of_another_with_it()
    {
        var before = await _yelb.Api.VoteAsync("outback");
        await ScalarAsync("WITH gone AS (DELETE FROM restaurants WHERE name = 'ihop' RETURNING 1) SELECT count(*) FROM gone");
        var numbers = await Task.WhenAll(_yelb.Api.VoteAsync("ihop"), _yelb.Api.VoteAsync("outback"), _yelb.Api.VoteAsync("ihop", Guid.NewGuid().ToString()));

        Assert.Equal(before + 1, numbers[1]);
        Assert.Equal(3, numbers[0] + numbers[2]);

        await using (var drop = servers.Database.CreateCommand("DROP TABLE restaurants, idempotency_keys"))
        {
            await drop.ExecuteNonQueryAsync(Cancelled);
        }

        Assert.Equal(1, await _yelb.Api.VoteAsync("chipotle", Guid.NewGuid().ToString()));
        Assert.Equal(1, (await _yelb.Api.VotesAsync()).Values.Sum());
    }

    private async Task<HttpStatusCode> StatusAsync(string restaurant, string? key)
    {
        using var answer = await _yelb.Web.PostVoteAsync(restaurant, key);
        return answer.StatusCode;
    }

    private async Task<long> ScalarAsync(string sql)
    {
        await using var command = servers.Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }
}
