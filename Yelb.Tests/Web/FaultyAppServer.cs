using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Yelb.Tests.Web;

/// <summary>An application server that misbehaves in a way a real one cannot be told to, byte by byte.</summary>
internal sealed class FaultyAppServer : IDisposable
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, NetworkStream, Task> _answer;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>
    /// Starts it. <paramref name="answer"/> gets a request's first line and writes the answer, then the connection is closed.
    /// </summary>
    public FaultyAppServer(Func<string, NetworkStream, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>The first lines of the requests so far.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Takes requests and says nothing.</summary>
    public static FaultyAppServer ThatHangs() => new((_, _) => Task.Delay(Timeout.Infinite));

    /// <summary>Takes a request and is gone, as a server that is killed right after it committed a vote.</summary>
    public static FaultyAppServer ThatDies() => new((_, _) => Task.CompletedTask);

    /// <summary>An address where nobody listens.</summary>
    public static Uri Nowhere()
    {
        using var listener = ThatDies();
        return listener.Address;
    }

    /// <summary>Has votes for IHOP and none for others, and lost the store of page views.</summary>
    public static FaultyAppServer WithoutPageViews(long votes = 7) => new((request, stream) => AnswerAsync(request, stream, votes));

    /// <summary>The same, but that it says nothing to the first request.</summary>
    public static FaultyAppServer ThatHangsOnce()
    {
        var asked = 0;
        return new((request, stream) => Interlocked.Increment(ref asked) == 1
            ? Task.Delay(Timeout.Infinite)
            : AnswerAsync(request, stream, votes: 7));
    }

    /// <summary>Knows its votes and 1,234 page views, and no visits, as one of a version before them.</summary>
    public static FaultyAppServer ThatCountsNoVisits() => new((request, stream) => request.StartsWith("GET /api/stats ", StringComparison.Ordinal)
        ? WriteAsync(stream, Ok + """{"hostname":"old","pageviews":1234}""")
        : AnswerAsync(request, stream, votes: 7));

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private static Task AnswerAsync(string request, NetworkStream stream, long votes) => WriteAsync(
        stream,
        request.StartsWith("GET /api/votes ", StringComparison.Ordinal)
            ? Ok + """{"votes":[{"name":"outback","value":0},{"name":"bucadibeppo","value":0},{"name":"ihop","value":VOTES},{"name":"chipotle","value":0}]}""".Replace("VOTES", $"{votes}", StringComparison.Ordinal)
            : "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    private static Task WriteAsync(NetworkStream stream, string answer) => stream.WriteAsync(Encoding.ASCII.GetBytes(answer)).AsTask();

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            var request = await reader.ReadLineAsync(_stop.Token) ?? "";
            while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 })
            {
            }

            Requests.Enqueue(request);
            await _answer(request, stream).WaitAsync(_stop.Token);
        }
    }
}
