using System.Net;
using EcsServiceConnect.Rehearsal.Tests;

namespace Yelb.Tests.Web;

/// <summary>Those who read at the same moment share an answer, and never a fault: what one of them sends ends with his own request.</summary>
[Collection(nameof(OneAtATime))]
public sealed class SharedReadFaultTests(YelbApplication yelb)
{
    private const int OrdinaryClients = 10;

    /// <summary>Of each of the two odd ones: on an idle machine a second of them.</summary>
    private const int OddRequests = 200;

    private static CancellationToken Cancelled => Patience.Token;

    [Theory]
    [InlineData("Accept-Encoding: \u00e9")]
    [InlineData("Accept-Encoding: \u00c3\u00a9")]
    [InlineData("Accept-Encoding: gzip\r\nAccept-Encoding: \u00c3\u00a9")]
    [InlineData("Accept-Encoding: {0}")]
    [InlineData("Accept-Encoding: gzip;q=0.{0}, {0}\u00c3\u00a9")]
    [InlineData("Cookie: name=Jos\u00c3\u00a9")]
    [InlineData("Connection: Accept-Encoding\r\nAccept-Encoding: {0}")]
    [InlineData("Idempotency-Key: \u00c3\u00a9")]
    public async Task What_one_reader_sends_is_nothing_to_the_others(string header)
    {
        await using var web = await WebProcess.StartAsync([("RateLimit__PerSecond", "0")], yelb.Api.BaseAddress!);
        using var enough = new CancellationTokenSource();

        var others = Enumerable.Range(0, OrdinaryClients).Select(_ => ReadAsync(web.Client, enough.Token)).ToArray();
        var odd = await Task.WhenAll(Enumerable.Range(0, 2).Select(i => AskOddlyAsync(web.Address, header, i)));
        await enough.CancelAsync();

        Assert.Equal([HttpStatusCode.OK], (await Task.WhenAll(others)).SelectMany(statuses => statuses).Distinct());
        Assert.All(odd, worst => Assert.InRange(worst, 200, 499));
    }

    /// <summary>As fast as it goes, each time with another number in the header; returns the worst status.</summary>
    private static async Task<int> AskOddlyAsync(Uri server, string header, int first)
    {
        var worst = 0;
        for (var count = 0; count < OddRequests; count++)
        {
            var line = header.Replace("{0}", $"{first + (2 * count)}", StringComparison.Ordinal);
            var answer = await RawClient.SendAsync(
                server, new($"GET {(count % 2 == 0 ? "/api/votes" : "/api/getvotes")} HTTP/1.1\r\nHost: localhost\r\n{line}\r\n\r\n", RequestEnding.Waits), Cancelled);
            worst = Math.Max(worst, answer?.Status ?? 0);
        }

        return worst;
    }

    /// <summary>The different statuses that an ordinary client got.</summary>
    private static async Task<HashSet<HttpStatusCode>> ReadAsync(HttpClient client, CancellationToken enough)
    {
        var statuses = new HashSet<HttpStatusCode>();
        while (!enough.IsCancellationRequested)
        {
            foreach (var path in (string[])["/api/votes", "/api/getvotes"])
            {
                using var answer = await client.GetAsync(path, Cancelled);
                statuses.Add(answer.StatusCode);
            }
        }

        return statuses;
    }
}
