using System.Collections.Concurrent;
using System.Net.Sockets;
using ProcessesAndTools;

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
        var lines = new ConcurrentQueue<string>();
        var address = new TaskCompletionSource<Uri>();
        var nowhere = Nowhere();
        var server = ChildProcess.Start(
            new()
            {
                FileName = Path.Combine(Repository.Output("Yelb.Api"), "Yelb.Api"),
                Environment = new Dictionary<string, string>
                {
                    ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                    ["ConnectionStrings__yelbdatabase"] = $"Host=127.0.0.1;Port={nowhere};Database=yelbdatabase",
                    ["ConnectionStrings__yelb-redis"] = $"127.0.0.1:{nowhere}",
                },
                WorkingDirectory = Path.GetTempPath(),
            },
            (line, _) =>
            {
                lines.Enqueue(line);
                const string Listening = "Now listening on: ";
                if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
                {
                    address.TrySetResult(new(line[(at + Listening.Length)..]));
                }
            });
        try
        {
            var listening = await address.Task.WaitAsync(Patience.Token);
            foreach (var (head, body) in _requests)
            {
                var answer = await RawClient.AskAsync(listening, head, body);
                // 503 says that there are no stores.
                Assert.True(answer.Status is 503 or (>= 400 and < 500), $"{head} is answered {answer.Text}");
            }
        }
        finally
        {
            await server.StopAsync(Patience.Token);
        }

        // It says where it listens and as what, that neither store is there, and that it stops; each on one line.
        Assert.All(lines, line => Assert.Matches("^(info: Microsoft.Hosting.Lifetime|warn: Yelb.Api.Stores)", line));
        Assert.All(lines, line => Assert.DoesNotContain("INTRUDER", line, StringComparison.Ordinal));
        Assert.InRange(lines.Count, 4, _requests.Length);
    }

    private static int Nowhere()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
