using System.Net;
using StackExchange.Redis;

namespace Yelb.Tests.Api;

/// <summary>Requests that share a trip to a store: the one that the store refuses fails alone.</summary>
[Collection(nameof(TwoServers))]
public sealed class SharedTripTests(TwoServers servers)
{
    private const int Each = 60;

    private static CancellationToken Cancelled => Patience.Token;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Vote_that_would_overflow_its_count_fails_and_those_with_it_count_once(bool withKeys)
    {
        var before = await servers.Yelb.Api.VoteAsync("ihop");
        await SetAsync("chipotle", long.MaxValue);
        try
        {
            var votes = await Task.WhenAll(Enumerable.Range(0, 2 * Each).Select(async i =>
            {
                var restaurant = i % 2 == 0 ? "ihop" : "chipotle";
                using var answer = await servers.Yelb.Api.PostVoteAsync(restaurant, withKeys ? Guid.NewGuid().ToString() : null);
                return (restaurant, answer.StatusCode);
            }));

            Assert.All(votes, vote => Assert.Equal(vote.restaurant == "ihop" ? HttpStatusCode.Created : HttpStatusCode.InternalServerError, vote.StatusCode));
        }
        finally
        {
            await SetAsync("chipotle", 0);
        }

        Assert.Equal(before + Each, (await servers.Yelb.Api.VotesAsync())["ihop"]);
    }

    [Fact]
    public async Task Page_views_that_would_overflow_fail_and_those_with_them_count_once()
    {
        const long Most = long.MaxValue - 200;
        await using var redis = await ConnectionMultiplexer.ConnectAsync(await servers.Yelb.ConnectionStringAsync("yelb-redis")).WaitAsync(Cancelled);
        await redis.GetDatabase().StringSetAsync("pageviews", Most);
        try
        {
            var views = await Task.WhenAll(Enumerable.Range(0, 2 * Each).Select(async i =>
            {
                using var answer = await servers.Yelb.Api.PostAsync(i % 2 == 0 ? "/api/pageviews" : "/api/visits?count=256", content: null, Cancelled);
                return (isOne: i % 2 == 0, answer.StatusCode);
            }));

            Assert.All(views, view => Assert.Equal(view.isOne ? HttpStatusCode.OK : HttpStatusCode.InternalServerError, view.StatusCode));
            Assert.Equal(Most + Each, await servers.Yelb.Api.PageViewsAsync());
        }
        finally
        {
            await redis.GetDatabase().KeyDeleteAsync("pageviews");
        }
    }

    private async Task SetAsync(string restaurant, long count)
    {
        await using var set = servers.Database.CreateCommand("UPDATE restaurants SET count = $2 WHERE name = $1");
        set.Parameters.Add(new() { Value = restaurant });
        set.Parameters.Add(new() { Value = count });
        Assert.Equal(1, await set.ExecuteNonQueryAsync(Cancelled));
    }
}
