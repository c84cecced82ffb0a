using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Yelb.Tests.Web;

/// <summary>What of a request goes on to yelb-appserver, what ends at yelb-ui, and that the rest harms nobody.</summary>
public sealed class ForwardedRequestTests(YelbApplication yelb)
{
    private static readonly string _utf8 = Encoding.Latin1.GetString("José"u8);

    public static TheoryData<string, string> BytesBeyondAscii()
    {
        var data = new TheoryData<string, string>();
        foreach (var header in new[] { "Cookie: name=Jos\u00e9", $"Cookie: name={_utf8}", "Referer: http://host/\u00e9", $"User-Agent: {_utf8}", "Accept-Encoding: \u00e9", "X-Own: \u00ff\u0080" })
        {
            foreach (var request in new[] { "GET /api/votes", "GET /api/hostname", "POST /api/votes/ihop", "GET /api/live", "GET /" })
            {
                data.Add(request, header);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(BytesBeyondAscii))]
    public async Task Bytes_beyond_ascii_in_a_header_are_in_nobodys_way(string request, string header)
    {
        using var client = await RawClient.OpenAsync(yelb.WebAddress, $"{request} HTTP/1.1\n{header}\nContent-Length: 0");
        using var answer = new StreamReader(client.GetStream(), Encoding.Latin1);
        var status = await answer.ReadLineAsync(Patience.Token);

        Assert.Equal(request.StartsWith("POST", StringComparison.Ordinal) ? "HTTP/1.1 201 Created" : "HTTP/1.1 200 OK", status);
    }

    [Fact]
    public async Task Only_what_is_meant_for_the_application_server_reaches_it()
    {
        using var appServer = FaultyAppServer.WithoutPageViews();
        await using var web = await WebProcess.StartAsync(appServer.Address);

        // Kestrel itself drops what is named beside 'close' or 'keep-alive'.
        using var client = await RawClient.OpenAsync(
            web.Address, "GET /api/votes?x HTTP/1.1\nCookie: theirs=1\nConnection: X-Theirs, idempotency-key\nX-Theirs: 1\nIdempotency-Key: 1\nX-Own: Jos\u00e9\nUser-Agent: \u00e9");
        using var answer = new StreamReader(client.GetStream());
        Assert.StartsWith("HTTP/1.1 ", await answer.ReadLineAsync(Patience.Token), StringComparison.Ordinal);

        var head = Assert.Single(appServer.Heads);
        Assert.DoesNotContain("theirs", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Idempotency-Key", head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("X-Own: Jos\u00e9\n", head, StringComparison.Ordinal);
        Assert.Contains("User-Agent: \u00e9\n", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/ihop", true)]
    [InlineData("POST", "/api/votes/ihop", true)]
    [InlineData("POST", "/api/votes/ihop?x", true)]
    [InlineData("POST", "/api/votes/nowhere", false)]
    [InlineData("GET", "/api/votes/ihop", false)]
    [InlineData("GET", "/api/getstats", false)]
    public async Task A_vote_without_a_key_goes_on_with_one_for_those_on_the_way_who_send_it_again(string method, string path, bool isVote)
    {
        using var appServer = FaultyAppServer.WithoutPageViews();
        await using var web = await WebProcess.StartAsync(appServer.Address);
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            using var answer = await web.Client.SendAsync(request, Patience.Token);
        }

        var keys = appServer.Heads.SelectMany(head => head.Split('\n')).Where(line => line.StartsWith("Idempotency-Key: ", StringComparison.Ordinal)).ToList();
        Assert.Equal(isVote ? 2 : 0, keys.Distinct().Count());
    }

    [Theory]
    [InlineData("/api/visits?count=256")]
    [InlineData("/api/visit%73?COUNT=256&count=256")]
    [InlineData("/api/visits?count=0")]
    public async Task A_visit_from_outside_is_one_page_view(string path)
    {
        using var appServer = FaultyAppServer.WithoutPageViews();
        await using var web = await WebProcess.StartAsync(appServer.Address);

        using var answer = await web.Client.PostAsync(path, null, Patience.Token);

        Assert.Equal("POST /api/visits HTTP/1.1", Assert.Single(appServer.Requests));
    }

    [Theory]
    [InlineData("FFFFFFFFFF\r\n")]
    [InlineData("x\r\n")]
    [InlineData("1\r\nab\r\n0\r\n\r\n")]
    public async Task Chunks_that_are_none_are_the_clients_fault(string body)
    {
        foreach (var target in new[] { "/api/votes/ihop", "/api/nothing" })
        {
            var answer = await RawClient.AskAsync(yelb.WebAddress, $"POST {target} HTTP/1.1\nTransfer-Encoding: chunked", body);
            Assert.Equal(400, answer.Status);
        }
    }

    [Fact]
    public async Task Two_keys_are_refused_rather_than_joined()
    {
        var answer = await RawClient.AskAsync(yelb.WebAddress, "POST /api/votes/ihop HTTP/1.1\nContent-Length: 0\nIdempotency-Key: one\nIdempotency-Key: two");
        Assert.Equal(400, answer.Status);
    }

    [Fact]
    public async Task There_are_no_tunnels()
    {
        Assert.Equal(400, (await RawClient.AskAsync(yelb.WebAddress, "CONNECT /api/hostname HTTP/1.1")).Status);
    }

    [Fact]
    public async Task Errors_of_yelb_ui_itself_can_be_read_by_pages_of_any_origin_and_are_not_kept()
    {
        await using var web = await WebProcess.StartAsync([("RateLimit__PerSecond", "1"), ("RateLimit__Burst", "1")], FaultyAppServer.Nowhere());
        using var unreachable = await web.Client.GetAsync("/api/votes", Patience.Token);
        HttpResponseMessage refused;
        do
        {
            refused = await web.Client.GetAsync("/api/hostname", Patience.Token);
        }
        while (refused.StatusCode != HttpStatusCode.TooManyRequests);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, unreachable.StatusCode);
        foreach (var answer in new[] { unreachable, refused })
        {
            Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.True(answer.Headers.CacheControl?.NoStore);
            Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task A_clients_trace_is_linked_and_not_taken_over()
    {
        const string Theirs = "0af7651916cd43dd8448eb211c80319c";
        using var appServer = FaultyAppServer.WithoutPageViews();
        var linked = new TaskCompletionSource();
        await using var collector = await StartCollectorAsync(spans =>
        {
            if (spans.AsSpan().IndexOf(Convert.FromHexString(Theirs)) >= 0)
            {
                linked.TrySetResult();
            }
        });
        await using var web = await WebProcess.StartAsync(
            [("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.Single()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_BSP_SCHEDULE_DELAY", "100")],
            appServer.Address);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/votes?x");
        request.Headers.Add("traceparent", $"00-{Theirs}-b7ad6b7169203331-01");
        request.Headers.Add("baggage", "theirs=1");
        using var answer = await web.Client.SendAsync(request, Patience.Token);

        var head = Assert.Single(appServer.Heads);
        Assert.Contains("traceparent: 00-", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Theirs, head, StringComparison.Ordinal);
        Assert.DoesNotContain("baggage", head, StringComparison.OrdinalIgnoreCase);
        // Among the spans, theirs stands in a link alone.
        await linked.Task.WaitAsync(Patience.Token);
    }

    /// <summary>Takes spans as OTLP sends them over HTTP.</summary>
    private static async Task<WebApplication> StartCollectorAsync(Action<byte[]> take)
    {
        var collector = WebApplication.CreateSlimBuilder().Build();
        collector.Urls.Add("http://127.0.0.1:0");
        collector.MapPost("/v1/traces", async (HttpRequest request) =>
        {
            using var spans = new MemoryStream();
            await request.Body.CopyToAsync(spans);
            take(spans.ToArray());
        });
        await collector.StartAsync(Patience.Token);
        return collector;
    }
}
