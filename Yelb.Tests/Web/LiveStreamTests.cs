using System.Diagnostics;
using System.Net.ServerSentEvents;

namespace Yelb.Tests.Web;

/// <summary>The server-sent events themselves, as they come through yelb-ui.</summary>
[Collection(nameof(TwoOfEach))]
public sealed class LiveStreamTests(TwoOfEach two)
{
    private static CancellationToken GivenUp => Patience.Token;

    [Fact]
    public async Task Stream_of_each_application_server_begins_with_everything_and_shows_a_vote_cast_anywhere()
    {
        var latencies = new Latencies();
        var opened = new List<LiveStream>();
        try
        {
            using var client = new HttpClient { BaseAddress = two.Pages[1] };
            var servers = new HashSet<string>();
            while (servers.Count < 2)
            {
                // Aspire's proxy sends each connection to either application server, and an open stream keeps its own.
                Assert.True(opened.Count < 20, $"All of {opened.Count} streams are of one application server.");
                var stream = await LiveStream.OpenAsync(two.Pages[0]);
                opened.Add(stream);
                if (!servers.Add((await stream.NextAsync("server")).Data))
                {
                    continue;
                }

                // Each store answers when it can, so either may be first.
                var first = new[] { await stream.NextAsync("votes", "pageviews"), await stream.NextAsync("votes", "pageviews") };
                var before = Assert.Single(first, e => e.EventType == "votes");
                Assert.Single(first, e => e.EventType == "pageviews");
                for (var vote = 0; vote < 4; vote++)
                {
                    using var answer = await client.PostAsync(new Uri("/api/votes/ihop", UriKind.Relative), null, GivenUp);
                    answer.EnsureSuccessStatusCode();
                    var next = stream.NextAsync("votes");
                    await latencies.AddAsync(next);
                    var after = await next;
                    Assert.NotEqual(before.Data, after.Data);
                    before = after;
                }
            }
        }
        finally
        {
            foreach (var stream in opened)
            {
                await stream.DisposeAsync();
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
            if (service == "yelb-appserver")
            {
                await stream.NextAsync("closing");
            }
        }

        await two.Yelb.Application.ResourceNotifications.WaitForResourceHealthyAsync(service, GivenUp);
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
