using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Yelb.Bench;

/// <summary>Open pages, as far as their live stream goes: each a connection that notes which votes it has been shown.</summary>
internal sealed class Pages : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly Uri _web;
    private readonly Page[] _pages;
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _watching = [];

    private Pages(Uri web, int count)
    {
        _web = web;
        _pages = [.. Enumerable.Range(0, count).Select(_ => new Page())];
    }

    /// <summary>How many are shown the votes now.</summary>
    public int Live => _pages.Count(page => page.IsLive);

    /// <summary>How many were told that their stream ends, or lost it.</summary>
    public int Lost => _pages.Count(page => page.IsLost);

    /// <summary>Opens them, and returns when each shows the votes.</summary>
    /// <exception cref="TimeoutException">They did not within two minutes.</exception>
    public static async Task<Pages> OpenAsync(Uri web, int count)
    {
        var pages = new Pages(web, count);
        foreach (var some in pages._pages.Chunk(100))
        {
            var connected = await Task.WhenAll(some.Select(_ => ConnectAsync(web)));
            pages._watching.AddRange(some.Zip(connected, (page, socket) => page.WatchAsync(socket, pages._end.Token)));
        }

        var clock = Stopwatch.StartNew();
        while (pages.Live < count)
        {
            if (clock.Elapsed > _patience)
            {
                throw new TimeoutException($"{pages.Live} of {count} pages showed votes within {_patience.TotalSeconds:0} s.");
            }

            await Task.Delay(50);
        }

        return pages;
    }

    /// <summary>Casts a vote every 100 ms.</summary>
    /// <returns>Of each vote, how many milliseconds passed from its sending until the last page showed it.</returns>
    public async Task<IReadOnlyList<double>> VoteAsync(int votes)
    {
        using var client = new HttpClient { BaseAddress = _web };
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var shown = new List<Task<double>>();
        for (var vote = 0; vote < votes; vote++)
        {
            await timer.WaitForNextTickAsync();
            var sent = Stopwatch.GetTimestamp();
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/votes/ihop") { Content = new ByteArrayContent([]), Headers = { { "Idempotency-Key", $"{Guid.NewGuid()}" } } };
            using var answer = await client.SendAsync(request);
            answer.EnsureSuccessStatusCode();
            var total = Total(await client.GetByteArrayAsync(new Uri("/api/votes", UriKind.Relative)))!.Value;
            shown.Add(ShownAsync(total, sent));
        }

        return await Task.WhenAll(shown);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_watching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private static async Task<Socket> ConnectAsync(Uri web)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, web.Port));
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /api/live HTTP/1.1\r\nHost: {web.Authority}\r\n\r\n"));
        return socket;
    }

    private async Task<double> ShownAsync(long total, long sent)
    {
        while (_pages.Any(page => page.Total < total) && Stopwatch.GetElapsedTime(sent) < _patience)
        {
            await Task.Delay(5);
        }

        return Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
    }

    /// <summary>The last sum of votes in what came; null where there is none.</summary>
    private static long? Total(ReadOnlySpan<byte> bytes)
    {
        var at = bytes.LastIndexOf("\"total\":"u8);
        if (at < 0)
        {
            return null;
        }

        var digits = bytes[(at + "\"total\":"u8.Length)..];
        var end = digits.IndexOf((byte)'}');
        return end < 0 ? null : long.Parse(digits[..end], CultureInfo.InvariantCulture);
    }

    private sealed class Page
    {
        private long _total = -1;

        public long Total => Volatile.Read(ref _total);

        public bool IsLive => Total >= 0 && !IsLost;

        public bool IsLost { get; private set; }

        public async Task WatchAsync(Socket socket, CancellationToken end)
        {
            using (socket)
            {
                try
                {
                    while (true)
                    {
                        // None has memory of its own while nothing comes.
                        await socket.ReceiveAsync(Memory<byte>.Empty, end);
                        var buffer = ArrayPool<byte>.Shared.Rent(8192);
                        var read = await socket.ReceiveAsync(buffer, end);
                        if (read > 0 && Pages.Total(buffer.AsSpan(0, read)) is { } total)
                        {
                            Volatile.Write(ref _total, total);
                        }

                        var isLast = read == 0 || buffer.AsSpan(0, read).IndexOf("event: closing"u8) >= 0;
                        ArrayPool<byte>.Shared.Return(buffer);
                        if (isLast)
                        {
                            break;
                        }
                    }
                }
                catch (Exception e) when (e is SocketException or OperationCanceledException)
                {
                    // Lost, or at the end of the run.
                }

                IsLost = !end.IsCancellationRequested;
            }
        }
    }
}
