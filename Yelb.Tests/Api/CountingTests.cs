using CsCheck;
using Npgsql;

namespace Yelb.Tests.Api;

/// <summary>No vote is lost, counted twice or answered with another's number, however many come at once.</summary>
[Collection(VotesAndPageViews.Name)]
public sealed class CountingTests(YelbApplication yelb)
{
    [Theory]
    [InlineData("/api/ihop")]
    [InlineData("/api/votes/ihop")]
    public async Task Two_hundred_votes_at_once_get_two_hundred_numbers(string route)
    {
        const int Voters = 200;
        var before = (await yelb.Api.VotesAsync())["ihop"];
        var numbers = await Task.WhenAll(Enumerable.Range(0, Voters).Select(_ => VoteAsync()));
        var after = (await yelb.Api.VotesAsync())["ihop"];

        Assert.Equal(Voters, numbers.Distinct().Count());
        Assert.All(numbers, number => Assert.InRange(number, before + 1, after));
        Assert.True(after - before >= Voters);

        async Task<long> VoteAsync() => route == "/api/ihop"
            ? long.Parse(await yelb.Api.GetStringAsync(route, Patience.Token))
            : await yelb.Api.VoteAsync("ihop");
    }

    [Fact]
    public async Task Answered_vote_is_in_PostgreSQL()
    {
        var number = await yelb.Api.VoteAsync("bucadibeppo");
        await using var database = NpgsqlDataSource.Create(await yelb.ConnectionStringAsync("yelbdatabase"));
        await using var read = database.CreateCommand("SELECT count FROM restaurants WHERE name = 'bucadibeppo'");

        Assert.True((long)(await read.ExecuteScalarAsync(Patience.Token))! >= number);
    }

    [Fact]
    public Task Any_mix_of_votes_adds_up() => Gen.Int[0, 3].Select(i => VotesAndPageViews.Restaurants[i]).Array[0, 40].SampleAsync(
        async mix =>
        {
            var before = await yelb.Api.VotesAsync();
            var numbers = await Task.WhenAll(mix.Select(async name => (name, number: await yelb.Api.VoteAsync(name))));
            var after = await yelb.Api.VotesAsync();

            foreach (var name in VotesAndPageViews.Restaurants)
            {
                var own = numbers.Where(vote => vote.name == name).Select(vote => vote.number).ToArray();
                Assert.Equal(own.Length, own.Distinct().Count());
                Assert.All(own, number => Assert.InRange(number, before[name] + 1, after[name]));
                Assert.True(after[name] - before[name] >= own.Length);
            }
        },
        iter: 20,
        threads: 1);
}
