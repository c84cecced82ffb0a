using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Yelb.Bench;

/// <summary>An open page, as far as its news go: it asks for streams and for numbers when and as often as yelb.js does.</summary>
/// <param name="web">Where yelb-ui is to be found; asked each time, as a load balancer is.</param>
/// <param name="sent">Takes note of each request.</param>
internal sealed class Page(Func<Uri> web, Action sent)
{
    private static readonly TimeSpan _firstWord = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _passing = _firstWord + TimeSpan.FromSeconds(1);

    private TimeSpan _retry = TimeSpan.FromSeconds(1);
    private long _total = -1;

    /// <summary>The sum of the votes that its stream showed last; -1 while it has none.</summary>
    public long Total => Volatile.Read(ref _total);

    /// <summary>How often a stream of it that had shown votes ended.</summary>
    public int Losses { get; private set; }

    public async Task FollowAsync(CancellationToken end)
    {
        for (var failures = 0; !end.IsCancellationRequested;)
        {
            var began = Stopwatch.GetTimestamp();
            var status = await ListenAsync(end);
            Losses += Total >= 0 && !end.IsCancellationRequested ? 1 : 0;
            Volatile.Write(ref _total, -1);
            failures = status == 200 && Stopwatch.GetElapsedTime(began) > _passing ? 0 : failures + 1;
            if (failures == 0)
            {
                await PauseAsync(_retry, end);
                continue;
            }

            if (status is null && await AskAsync("/alive", end) is null)
            {
                do
                {
                    await PauseAsync(TimeSpan.FromSeconds(2 + (3 * Random.Shared.NextDouble())), end);
                }
                while (!end.IsCancellationRequested && await AskAsync("/alive", end) is null);
                continue;
            }

            var isFull = status is 429 or 503;
            var next = TimeSpan.FromSeconds((isFull ? 10 : Math.Min(30, 1 << failures)) * (1 + (Random.Shared.NextDouble() / 2)));
            for (var clock = Stopwatch.StartNew(); !end.IsCancellationRequested && clock.Elapsed < next;)
            {
                await Task.WhenAll(AskAsync("/api/votes", end), AskAsync("/api/stats", end));
                await PauseAsync(TimeSpan.FromSeconds((isFull ? 4 : 2) + (2 * Random.Shared.NextDouble())), end);
            }
        }
    }

    /// <summary>The last sum of votes in what came; null where there is none.</summary>
    public static long? TotalIn(ReadOnlySpan<byte> bytes) => Number(bytes, "\"total\":"u8, (byte)'}');

    private static long? Number(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> before, byte after)
    {
        var at = bytes.LastIndexOf(before);
        var digits = at < 0 ? default : bytes[(at + before.Length)..];
        var end = digits.IndexOf(after);
        return end < 0 ? null : long.Parse(digits[..end], CultureInfo.InvariantCulture);
    }

    private static Task PauseAsync(TimeSpan time, CancellationToken end) => Task.Delay(time, end).ContinueWith(_ => { }, TaskScheduler.Default);

    /// <summary>Takes one stream to its end.</summary>
    /// <returns>The status of the answer; null where there was none.</returns>
    private async Task<int?> ListenAsync(CancellationToken end)
    {
        int? status = null;
        try
        {
            using var socket = await SendAsync("/api/live", end);
            using var firstWord = CancellationTokenSource.CreateLinkedTokenSource(end);
            firstWord.CancelAfter(_firstWord);
            while (true)
            {
                // None has memory of its own while nothing comes.
                await socket.ReceiveAsync(Memory<byte>.Empty, status is null ? firstWord.Token : end);
                var buffer = ArrayPool<byte>.Shared.Rent(8192);
                var read = await socket.ReceiveAsync(buffer, end);
                var isLast = read == 0 || Take(buffer.AsSpan(0, read), ref status);
                ArrayPool<byte>.Shared.Return(buffer);
                if (isLast)
                {
                    return status;
                }
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return status;
        }
    }

    /// <summary>Whether that was the last of the stream.</summary>
    private bool Take(ReadOnlySpan<byte> bytes, ref int? status)
    {
        status ??= int.Parse(bytes["HTTP/1.1 ".Length..][..3], CultureInfo.InvariantCulture);
        if (Number(bytes, "retry: "u8, (byte)'\n') is { } milliseconds)
        {
            _retry = TimeSpan.FromMilliseconds(milliseconds);
        }

        if (TotalIn(bytes) is { } total)
        {
            Volatile.Write(ref _total, total);
        }

        return status != 200 || bytes.IndexOf("event: closing"u8) >= 0;
    }

    /// <summary>The status of the answer; null where there was none within 4 s.</summary>
    private async Task<int?> AskAsync(string path, CancellationToken end)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(end);
        patience.CancelAfter(TimeSpan.FromSeconds(4));
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            using var socket = await SendAsync(path, patience.Token);
            var read = await socket.ReceiveAsync(buffer, patience.Token);
            return read > 12 ? int.Parse(buffer.AsSpan(9, 3), CultureInfo.InvariantCulture) : null;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<Socket> SendAsync(string path, CancellationToken end)
    {
        sent();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, web().Port), end);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n{(path == "/api/live" ? "" : "Connection: close\r\n")}\r\n"), end);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
