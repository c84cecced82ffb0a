using Yelb.Tests.Stores;
using Yelb.Tests.Web;

namespace Yelb.Tests.Api;

/// <summary>The log of yelb-appserver, by itself and without stores: nobody outside writes in it.</summary>
public sealed class LogTests
{
    private static readonly (string Head, string Body)[] _requests =
    [
        ("POST /api/votes/ihop HTTP/1.1\nTransfer-Encoding: chunked", "FFFFFFFFFF\r\n"),
        ("POST /api/votes/ihop HTTP/1.1\nTransfer-Encoding: chunked", "xyz\r\n"),
        ("POST /api/votes/ihop HTTP/1.1\nContent-Length: 1025", ""),
        ("POST /api/votes/ihop HTTP/1.1\nContent-Length: 0\nIdempotency-Key: INTRUDER\nIdempotency-Key: INTRUDER", ""),
        ("POST /api/visits?count=INTRUDER%0AINTRUDER HTTP/1.1\nContent-Length: 0", ""),
        ("GET /api/votes/%0D%0AINTRUDER HTTP/1.1", ""),
        ("GET /INTRUDER\u00e9 HTTP/1.1", ""),
        ("GET /api/votes HTTP/1.1\nCookie: INTRUDER\u00e9\ntraceparent: INTRUDER", ""),
        ("GET http://INTRUDER/api/votes HTTP/1.1", ""),
        ("INTRUDER", ""),
    ];

    [Fact]
    public async Task No_request_adds_a_line()
    {
        var nowhere = FaultyAppServer.Nowhere().Port;
        var server = await AppServer.StartAsync(nowhere, nowhere);
        await using (server)
        {
            foreach (var (head, body) in _requests)
            {
                var answer = await RawClient.AskAsync(server.Client.BaseAddress!, head, body);
                // 503 says that there are no stores.
                Assert.True(answer.Status is 503 or (>= 400 and < 500), $"{head} is answered {answer.Text}");
            }
        }

        // It says where it listens and as what, that neither store is there, and that it stops; each on one line.
        Assert.All(server.Log, line => Assert.Matches("^(info: Microsoft.Hosting.Lifetime|warn: Yelb.Api.Stores)", line));
        Assert.All(server.Log, line => Assert.DoesNotContain("INTRUDER", line, StringComparison.Ordinal));
        Assert.InRange(server.Log.Count, 4, _requests.Length);
    }
}
