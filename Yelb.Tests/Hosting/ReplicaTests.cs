using System.Net.Http.Json;
using System.Text.Json;
using Yelb.Tests.Api;

namespace Yelb.Tests.Hosting;

/// <summary>Two application servers at once.</summary>
[Collection(nameof(TwoServers))]
public sealed class ReplicaTests(TwoServers servers)
{
    [Fact]
    public async Task Two_application_servers_share_the_votes_and_every_vote_gets_its_own_number()
    {
        var yelb = servers.Yelb;
        var before = await VotesAsync();

        // Through yelb-ui, which spreads them over both.
        var numbers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => yelb.Web.GetStringAsync(new Uri("/api/chipotle", UriKind.Relative), Patience.Token)));

        Assert.Equal(Enumerable.Range(1, 100).Select(n => before["chipotle"] + n), numbers.Select(int.Parse).Order());
        Assert.Equal(before.Values.Sum() + 100, (await VotesAsync()).Values.Sum());

        async Task<Dictionary<string, int>> VotesAsync() =>
            (await yelb.Web.GetFromJsonAsync<JsonElement>(new Uri("/api/getvotes", UriKind.Relative), Patience.Token))
                .EnumerateArray().ToDictionary(v => v.GetProperty("name").GetString()!, v => v.GetProperty("value").GetInt32());
    }
}
