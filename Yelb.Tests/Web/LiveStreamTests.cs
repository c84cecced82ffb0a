using System.Diagnostics;
using System.Net.ServerSentEvents;
using Aspire.Hosting.ApplicationModel;
using Yelb.Tests.Api;

namespace Yelb.Tests.Web;

/// <summary>The server-sent events themselves, as they come through yelb-ui.</summary>
[Collection(nameof(TwoOfEach))]
public sealed class LiveStreamTests(TwoOfEach two)
{
    private static CancellationToken GivenUp => Patience.Token;

    [Fact]
    public async Task Stream_of_each_replica_begins_with_everything_and_shows_a_vote_cast_through_the_other()
    {
        var latencies = new Latencies();
        foreach (var (page, other) in new[] { (two.Pages[0], two.Pages[1]), (two.Pages[1], two.Pages[0]) })
        {
            using var client = new HttpClient { BaseAddress = other };
            await using var stream = await LiveStream.OpenAsync(page);
            await stream.NextAsync("server");

            // Each store answers when it can, so either may be first.
            var first = new[] { await stream.NextAsync("votes", "pageviews"), await stream.NextAsync("votes", "pageviews") };
            var before = Assert.Single(first, e => e.EventType == "votes");
            Assert.Single(first, e => e.EventType == "pageviews");
            for (var vote = 0; vote < 4; vote++)
            {
                await client.VoteAsync("ihop", $"{Guid.NewGuid()}");
                var next = stream.NextAsync("votes");
                await latencies.AddAsync(next);
                var after = await next;
                Assert.NotEqual(before.Data, after.Data);
                before = after;
            }
        }

        Assert.InRange(latencies.Median, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Stream_tells_proxies_to_pass_it_on_at_once()
    {
        await using var stream = await LiveStream.OpenAsync(two.Pages[0]);

        Assert.Equal("text/event-stream", stream.Answer.Content.Headers.ContentType?.MediaType);
        Assert.True(stream.Answer.Headers.CacheControl?.NoCache);
        Assert.Equal("no", Assert.Single(stream.Answer.Headers.GetValues("X-Accel-Buffering")));
        Assert.InRange((await stream.NextAsync("server")).ReconnectionInterval ?? TimeSpan.Zero, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2.5));
    }

    [Fact]
    public async Task Silence_is_broken_well_before_anything_on_the_way_gives_up()
    {
        await using var stream = await LiveStream.OpenAsync(two.Pages[0]);
        await stream.NextAsync("server");

        var clock = Stopwatch.StartNew();
        await stream.NextAsync("heartbeat");
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Store_out_of_reach_is_an_event_and_its_return_another()
    {
        await using var stream = await LiveStream.OpenAsync(two.Pages[0]);
        await stream.NextAsync("pageviews");
        await using (await two.StopAsync("yelb-redis"))
        {
            Assert.Equal("""{"store":"yelb-redis"}""", (await stream.NextAsync("unavailable")).Data);
        }

        await stream.NextAsync("pageviews");
    }

    [Theory]
    [InlineData("yelb-appserver")]
    [InlineData("yelb-ui")]
    public async Task Open_stream_does_not_hold_up_a_stop(string service)
    {
        await using var stream = await LiveStream.OpenAsync(two.Pages[0]);
        await stream.NextAsync("votes");

        var clock = Stopwatch.StartNew();
        await using (await two.StopAsync(service))
        {
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));
            // The stream is yelb-ui's, and ends with it alone.
            await stream.NextAsync(service == "yelb-ui" ? "closing" : "unreachable");
        }

        if (service == "yelb-appserver")
        {
            await stream.NextAsync("server");
            await stream.NextAsync("votes");
        }

        // One replica may still be told as stopped while the other runs.
        await two.Yelb.Application.ResourceNotifications.WaitForResourceHealthyAsync(service, WaitBehavior.WaitOnResourceUnavailable, GivenUp);
    }

    private sealed class LiveStream : IAsyncDisposable
    {
        /// <summary>Longer than a store takes to be back; a heartbeat comes more often.</summary>
        private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

        private readonly HttpClient _client = new();
        private IAsyncEnumerator<SseItem<string>> _events = null!;

        public HttpResponseMessage Answer { get; private set; } = null!;

        public static async Task<LiveStream> OpenAsync(Uri server)
        {
            var stream = new LiveStream();
            stream.Answer = await stream._client.GetAsync(new Uri(server, "/api/live"), HttpCompletionOption.ResponseHeadersRead, GivenUp);
            stream.Answer.EnsureSuccessStatusCode();
            stream._events = SseParser.Create(await stream.Answer.Content.ReadAsStreamAsync(GivenUp)).EnumerateAsync(GivenUp).GetAsyncEnumerator(GivenUp);
            return stream;
        }

        /// <summary>The next event of these types; others are passed over.</summary>
        public async Task<SseItem<string>> NextAsync(params string[] types)
        {
            var clock = Stopwatch.StartNew();
            while (await _events.MoveNextAsync().AsTask().WaitAsync(_patience, GivenUp))
            {
                if (types.Contains(_events.Current.EventType))
                {
                    return _events.Current;
                }

                Assert.True(clock.Elapsed < _patience, $"No event '{string.Join("' or '", types)}' came in {_patience.TotalSeconds} s.");
            }

            throw new InvalidOperationException($"The stream ended before the event '{string.Join("' or '", types)}'.");
        }

        public async ValueTask DisposeAsync()
        {
            await _events.DisposeAsync();
            Answer.Dispose();
            _client.Dispose();
        }
    }
}
