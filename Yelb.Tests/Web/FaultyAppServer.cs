using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace Yelb.Tests.Web;

/// <summary>An application server that misbehaves in a way a real one cannot be told to, byte by byte.</summary>
internal sealed class FaultyAppServer : IDisposable
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, NetworkStream, Task> _answer;
    private readonly Func<string, bool> _keepsConnection;
    private readonly CancellationTokenSource _stop = new();
    private int _connections;

    /// <summary>
    /// Starts it. <paramref name="answer"/> gets a request's first line and writes the answer, then the connection is closed,
    /// unless <paramref name="keepsConnection"/> says otherwise of that line.
    /// </summary>
    public FaultyAppServer(Func<string, NetworkStream, Task> answer, Func<string, bool>? keepsConnection = null)
    {
        _answer = answer;
        _keepsConnection = keepsConnection ?? (_ => false);
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>The first lines of the requests so far.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>The heads of the requests so far, with the first lines; each byte is a character.</summary>
    public ConcurrentQueue<string> Heads { get; } = [];

    /// <summary>How many connections were made to it so far.</summary>
    public int Connections => _connections;

    /// <summary>Takes requests and says nothing.</summary>
    public static FaultyAppServer ThatHangs() => new((_, _) => Task.Delay(Timeout.Infinite));

    /// <summary>Takes a request and is gone, as a server that is killed right after it committed a vote. To /api/hostname it answers.</summary>
    public static FaultyAppServer ThatDies()
    {
        return new((request, stream) => IsAnswered(request) ? WriteAsync(stream, "HTTP/1.1 204 No Content\r\n\r\n") : Task.CompletedTask, IsAnswered);

        static bool IsAnswered(string request) => request.StartsWith("GET /api/hostname ", StringComparison.Ordinal);
    }

    /// <summary>An address where nobody listens.</summary>
    public static Uri Nowhere()
    {
        using var listener = ThatDies();
        return listener.Address;
    }

    /// <summary>Has votes for IHOP and none for others, and lost the store of page views.</summary>
    public static FaultyAppServer WithoutPageViews(long votes = 7) => new((request, stream) => AnswerAsync(request, stream, votes));

    /// <summary>The same, but that it says nothing to the next request after <paramref name="next"/> became 1, which that sets back.</summary>
    public static FaultyAppServer ThatHangsOnce(StrongBox<int> next) => new((request, stream) => Interlocked.Exchange(ref next.Value, 0) == 1
        ? Task.Delay(Timeout.Infinite)
        : AnswerAsync(request, stream, votes: 7));

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
            using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
            Interlocked.Increment(ref _connections);
            string? request;
            do
            {
                request = await reader.ReadLineAsync(_stop.Token);
                if (request is null)
                {
                    // A connection on which nothing more is asked.
                    return;
                }

                var head = request + "\n";
                while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line)
                {
                    head += line + "\n";
                }

                Heads.Enqueue(head);
                Requests.Enqueue(request);
                await _answer(request, stream).WaitAsync(_stop.Token);
            }
            while (_keepsConnection(request));
        }
    }
}
