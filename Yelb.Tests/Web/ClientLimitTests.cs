using System.Net;
using static Microsoft.Playwright.Assertions;

namespace Yelb.Tests.Web;

/// <summary>What becomes of a client that asks for more than its share.</summary>
public sealed class ClientLimitTests(YelbApplication yelb, Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_whole_audience_behind_one_address_is_let_in()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => yelb.Web.GetAsync("/api/hostname", Patience.Token)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task Too_many_requests_are_told_so_and_when_to_come_back_and_files_are_free()
    {
        await using var web = await StartAsync(burst: 3);
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 6; i++)
        {
            answers.Add(await web.Client.GetAsync("/api/hostname", Patience.Token));
        }

        var refused = answers.Last();
        Assert.Equal(HttpStatusCode.OK, answers[0].StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        using var file = await web.Client.GetAsync("/yelb.css", Patience.Token);
        using var health = await web.Client.GetAsync("/health", Patience.Token);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (file.StatusCode, health.StatusCode));
    }

    [Fact]
    public async Task Clients_behind_a_load_balancer_have_their_own_shares()
    {
        await using var web = await StartAsync(burst: 3, ("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true"));
        await using var greedy = await GreedyClient.StartAsync(web, "2001:db8::1");

        Assert.Equal(HttpStatusCode.OK, await AskAsync("192.0.2.1"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("2001:db8:0:1::1"));
        // The same client, who has 2^64 addresses to choose from.
        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync("2001:db8::2"));

        async Task<HttpStatusCode> AskAsync(string client)
        {
            using var answer = await GreedyClient.AskAsync(web, client);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Clients_behind_a_load_balancer_and_a_CDN_have_their_own_shares_and_can_name_no_other()
    {
        await using var web = await StartAsync(burst: 3, ("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true"), ("TrustedProxies", "2"));
        await using var greedy = await GreedyClient.StartAsync(web, "192.0.2.1, 198.51.100.1");

        using var other = await GreedyClient.AskAsync(web, "192.0.2.2, 198.51.100.1");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        using var disguised = await GreedyClient.AskAsync(web, "192.0.2.3, 192.0.2.1, 198.51.100.1");
        Assert.Equal(HttpStatusCode.TooManyRequests, disguised.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Vote_of_a_client_that_asks_too_often_is_said_not_to_be_counted(bool javaScript)
    {
        await using var web = await StartAsync(burst: 10);
        var open = await OpenPage.OpenAsync(browser, web.Client.BaseAddress!, new() { JavaScriptEnabled = javaScript });
        var key = await open.Page.Locator("#ihop input").GetAttributeAsync("value");
        await using var greedy = await GreedyClient.StartAsync(web, "127.0.0.1");

        await open.VoteButton("IHOP").ClickAsync();

        await Expect(open.Page.Locator("#notice")).ToContainTextAsync("your vote for IHOP was not counted");
        Assert.Equal(key, await open.Page.Locator("#ihop input").GetAttributeAsync("value"));
    }

    [Fact]
    public async Task Limits_that_are_no_numbers_are_refused_at_the_start()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => WebProcess.StartAsync([("RateLimit__PerSecond", "many")], yelb.Api.BaseAddress!));
        Assert.EndsWith("ended with 1 before it listened: yelb-ui cannot start: RateLimit__PerSecond is 'many': set it to a whole number, 0 or more.\n", refused.Message);
    }

    [Fact]
    public async Task Refused_forms_are_not_waited_for()
    {
        await using var web = await StartAsync(burst: 1);
        await using var greedy = await GreedyClient.StartAsync(web, "127.0.0.1");

        foreach (var (type, length) in new[] { ("multipart/form-data", 20), ("application/x-www-form-urlencoded", 50), ("application/x-www-form-urlencoded", 60_000) })
        {
            // The body never comes.
            using var client = await RawClient.OpenAsync(web.Address, $"POST /votes/ihop HTTP/1.1\nSec-Fetch-Site: same-origin\nContent-Type: {type}\nContent-Length: {length}");
            using var answer = new StreamReader(client.GetStream());
            Assert.Equal("HTTP/1.1 429 Too Many Requests", await answer.ReadLineAsync(Patience.Token));
        }
    }

    [Fact]
    public async Task Live_streams_are_limited_for_each_client_and_in_all()
    {
        await using var web = await WebProcess.StartAsync(
            [("LiveStreams__PerClient", "2"), ("LiveStreams__Total", "3"), ("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true")], yelb.Api.BaseAddress!);
        var open = new[] { await OpenAsync("192.0.2.1"), await OpenAsync("192.0.2.1"), await OpenAsync("192.0.2.2") };
        using var oneTooMany = await OpenAsync("192.0.2.1");
        using var noRoom = await OpenAsync("192.0.2.3");

        Assert.All(open, stream => Assert.Equal(HttpStatusCode.OK, stream.StatusCode));
        Assert.Equal(HttpStatusCode.TooManyRequests, oneTooMany.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, noRoom.StatusCode);
        Assert.All([oneTooMany, noRoom], refused => Assert.Equal(TimeSpan.FromSeconds(10), refused.Headers.RetryAfter?.Delta));

        // Whoever leaves makes room.
        open[0].Dispose();
        HttpResponseMessage next;
        do
        {
            next = await OpenAsync("192.0.2.3");
        }
        while (next.StatusCode != HttpStatusCode.OK);
        Array.ForEach([.. open, next], stream => stream.Dispose());

        async Task<HttpResponseMessage> OpenAsync(string client)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/live");
            request.Headers.Add("X-Forwarded-For", client);
            return await web.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Patience.Token);
        }
    }

    [Fact]
    public async Task Page_without_a_stream_asks_every_few_seconds_and_says_so_until_there_is_room()
    {
        await using var web = await WebProcess.StartAsync([("LiveStreams__Total", "1")], yelb.Api.BaseAddress!);
        using var other = await web.Client.GetAsync("/api/live", HttpCompletionOption.ResponseHeadersRead, Patience.Token);

        var open = await OpenPage.OpenAsync(browser, web.Address);
        await Expect(open.State).ToHaveTextAsync("Every few seconds", new() { Timeout = 15_000 });
        var before = await open.VotesAsync("outback");
        using var vote = await yelb.Api.PostAsync("/api/votes/outback", null, Patience.Token);

        await open.WaitForVotesAsync("outback", before + 1);
        await Expect(open.Page.Locator("#notice")).ToHaveTextAsync("");

        // Somebody leaves, and makes room.
        other.Dispose();
        await Expect(open.State).ToHaveTextAsync("Live");
    }

    [Fact]
    public async Task As_many_live_streams_are_let_in_as_there_is_memory_for()
    {
        // 80 MiB, as in a container of some 107 MiB; the number is hexadecimal.
        await using var web = await WebProcess.StartAsync([("DOTNET_GCHeapHardLimit", "5000000")], yelb.Api.BaseAddress!);
        var streams = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => web.Client.GetAsync("/api/live", HttpCompletionOption.ResponseHeadersRead, Patience.Token)));

        Assert.InRange(streams.Count(stream => stream.StatusCode == HttpStatusCode.OK), 100, 290);
        Assert.All(streams, stream => Assert.True(stream.IsSuccessStatusCode || stream.Headers.RetryAfter is not null));
        Array.ForEach(streams, stream => stream.Dispose());
    }

    private Task<WebProcess> StartAsync(int burst, params (string, string)[] more) =>
        // One more request in a second at most: slower than any test.
        WebProcess.StartAsync([("RateLimit__PerSecond", "1"), ("RateLimit__Burst", $"{burst}"), .. more], yelb.Api.BaseAddress!);

    /// <summary>Takes its share and each request that it is given anew, so that nothing is left for others like it.</summary>
    private sealed class GreedyClient : IAsyncDisposable
    {
        private readonly CancellationTokenSource _enough = new();
        private Task _asking = Task.CompletedTask;

        public static async Task<GreedyClient> StartAsync(WebProcess web, string address)
        {
            HttpStatusCode status;
            do
            {
                using var answer = await AskAsync(web, address);
                status = answer.StatusCode;
            }
            while (status == HttpStatusCode.OK);

            var client = new GreedyClient();
            client._asking = Task.Run(async () =>
            {
                while (!client._enough.IsCancellationRequested)
                {
                    (await AskAsync(web, address)).Dispose();
                }
            });
            return client;
        }

        public static async Task<HttpResponseMessage> AskAsync(WebProcess web, string address)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/hostname");
            request.Headers.Add("X-Forwarded-For", address);
            return await web.Client.SendAsync(request, Patience.Token);
        }

        public async ValueTask DisposeAsync()
        {
            await _enough.CancelAsync();
            await _asking;
            _enough.Dispose();
        }
    }
}
