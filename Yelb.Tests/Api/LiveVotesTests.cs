using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Yelb.Tests.Api;

/// <summary>The votes in the live stream of an application server.</summary>
[Collection(VotesAndPageViews.Name)]
public sealed class LiveVotesTests(YelbApplication yelb)
{
    [Fact]
    public async Task Stream_begins_with_votes_that_are_no_older_than_itself()
    {
        // While somebody watches, what he is shown is as old as the last look.
        await using var other = await FirstVotesAsync();
        for (var i = 0; i < 10; i++)
        {
            var told = await yelb.Api.VoteAsync("ihop");
            await using var stream = await FirstVotesAsync();

            Assert.InRange(JsonDocument.Parse(stream.Current.Data).RootElement.Votes()["ihop"], told, long.MaxValue);
        }
    }

    private async Task<IAsyncEnumerator<SseItem<string>>> FirstVotesAsync()
    {
        var stream = SseParser.Create(await yelb.Api.GetStreamAsync("/api/live", Patience.Token)).EnumerateAsync(Patience.Token).GetAsyncEnumerator(Patience.Token);
        do
        {
            Assert.True(await stream.MoveNextAsync());
        }
        while (stream.Current.EventType != "votes");
        return stream;
    }
}
