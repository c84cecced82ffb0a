using System.Text;
using EcsServiceConnect.Rehearsal.Tests;
using Yelb.Tests.Requests;

namespace Yelb.Tests.Web;

/// <summary>What one client sends, whatever it is, harms no other and is no fault of ours.</summary>
[Collection(nameof(OneAtATime))]
public sealed class RequestFaultTests(YelbApplication yelb)
{
    private const int Requests = 1500;

    /// <param name="perSecond">The limit that random requests share; with a low one most of them are refused, which is to be as harmless.</param>
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task Random_requests_at_yelb_ui_are_their_senders_trouble_alone(int perSecond)
    {
        await using var web = await WebProcess.StartAsync(
            [("RateLimit__PerSecond", $"{perSecond}"), ("RateLimit__Burst", $"{perSecond}"), ("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true")],
            yelb.Api.BaseAddress!);
        // Another client than the random ones, for the limit.
        web.Client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        var (webLines, apiLines) = (web.Log.Count, (await AppServerLogAsync()).Count);

        var run = await RequestRun.RunAsync(web.Address, Requests, new(web.Client, "/", "/api/votes", "/api/getvotes", "/api/stats"));

        run.AssertNoFaults([
            .. ServiceLog.Faults("yelb-ui", [.. web.Log.Skip(webLines)], run.Requests),
            .. ServiceLog.Faults("yelb-appserver", [.. (await AppServerLogAsync()).Skip(apiLines)], run.Requests)]);
    }

    [Fact]
    public async Task Random_requests_at_yelb_appserver_are_their_senders_trouble_alone()
    {
        // The tests' own client logs each request, and may repeat it.
        using var client = new HttpClient { BaseAddress = yelb.Api.BaseAddress };
        var lines = (await AppServerLogAsync()).Count;

        // Its clients are yelb-ui, which may count the views of many at once.
        var run = await RequestRun.RunAsync(client.BaseAddress!, Requests, new(client, "/api/votes", "/api/getvotes", "/api/stats"), viewsOfEach: 256);

        run.AssertNoFaults(ServiceLog.Faults("yelb-appserver", [.. (await AppServerLogAsync()).Skip(lines)], run.Requests));
    }

    /// <summary>A load balancer sends the next visitor's request over the same connection.</summary>
    [Theory]
    [InlineData("GET /")]
    [InlineData("HEAD /")]
    [InlineData("PUT /")]
    [InlineData("POST /nowhere")]
    [InlineData("OPTIONS /api/ihop")]
    [InlineData("GET /api/votes")]
    [InlineData("POST /votes/ihop")]
    [InlineData("GET /app.css")]
    [InlineData("POST /health")]
    public async Task Connection_takes_another_request_or_its_answer_says_that_it_ends(string request)
    {
        var large = new string('x', 100_000);
        foreach (var server in new[] { yelb.WebAddress, yelb.Api.BaseAddress! })
        {
            foreach (var (header, body) in new[]
            {
                ("Content-Length: 0", ""),
                ("Content-Length: 1000", large[..1000]),
                ("Content-Length: 100000", large),
                ("Expect: 100-continue\nContent-Length: 1000", large[..1000]),
                ("Transfer-Encoding: chunked", "3e8\r\n" + large[..1000] + "\r\n0\r\n\r\n"),
                ("Transfer-Encoding: chunked", "186a0\r\n" + large + "\r\n0\r\n\r\n"),
                ("Transfer-Encoding: chunked", "no size\r\n\r\n"),
            })
            {
                using var client = await RawClient.OpenAsync(server, $"{request} HTTP/1.1\n{header}", $"{body}GET /alive HTTP/1.1\r\nHost: yelb\r\nConnection: close\r\n\r\n");
                var answers = await EndAsync(client.GetStream());
                // One that is refused while it is still being sent may lose its answer: the connection was not kept.
                Assert.True(
                    answers.Split("\r\nDate: ") is [_, _, var second] ? second.Contains("Healthy", StringComparison.Ordinal) : answers.Length == 0 || answers.Contains("Connection: close", StringComparison.OrdinalIgnoreCase),
                    $"{request} to {server}, {header}: {answers}");
            }
        }
    }

    private static async Task<string> EndAsync(Stream stream)
    {
        var answers = new StringBuilder();
        var buffer = new byte[8192];
        try
        {
            while (await stream.ReadAsync(buffer, Patience.Token) is > 0 and var read)
            {
                answers.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // Something was left unread when the server ended the connection.
        }

        return answers.ToString();
    }

    private Task<IReadOnlyList<string>> AppServerLogAsync() => yelb.LogAsync("yelb-appserver");
}
