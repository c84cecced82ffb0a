using System.Net.Http.Json;
using System.Text.Json;

namespace Yelb.Tests.Hosting;

/// <summary>Two application servers at once.</summary>
public sealed class ReplicaTests
{
    [Fact]
    public async Task Two_application_servers_share_the_votes_and_every_vote_gets_its_own_number()
    {
        await using var yelb = new YelbApplication();
        await yelb.StartWithReplicasAsync(2);

        // Through yelb-ui, which spreads them over both.
        var numbers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => yelb.Web.GetStringAsync(new Uri("/api/chipotle", UriKind.Relative), Patience.Token)));

        Assert.Equal(Enumerable.Range(1, 100), numbers.Select(int.Parse).Order());
        var votes = await yelb.Web.GetFromJsonAsync<JsonElement>(new Uri("/api/getvotes", UriKind.Relative), Patience.Token);
        Assert.Equal(100, votes.EnumerateArray().Sum(v => v.GetProperty("value").GetInt32()));
    }
}
