using System.Diagnostics;
using System.Net;
using System.Net.ServerSentEvents;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Yelb.Tests.Web;

/// <summary>All pages of a yelb-ui share one stream of yelb-appserver, and outlive it.</summary>
public sealed class LiveFeedTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

    private static CancellationToken Cancelled => Patience.Token;

    [Fact]
    public async Task Pages_share_one_stream_and_are_told_when_it_breaks_off_and_when_there_is_another()
    {
        var (isUp, streams) = (true, 0);
        using var ended = new SemaphoreSlim(0);
        using var appServer = new FaultyAppServer(async (request, stream) =>
        {
            Assert.StartsWith("GET /api/live ", request, StringComparison.Ordinal);
            if (!Volatile.Read(ref isUp))
            {
                await stream.WriteAsync("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), Cancelled);
                return;
            }

            var number = Interlocked.Increment(ref streams);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{Head}event: server\ndata: {{\"id\":\"{number}\"}}\n\nevent: votes\ndata: {{}}\n\n"), Cancelled);
            await ended.WaitAsync(Cancelled);
        });
        await using var web = await WebProcess.StartAsync(appServer.Address);
        var pages = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => OpenAsync(web)));
        try
        {
            foreach (var page in pages)
            {
                Assert.Equal(("server", """{"id":"1"}"""), await NextAsync(page));
                Assert.Equal(("votes", "{}"), await NextAsync(page));
            }

            // It ends, and nobody else answers.
            Volatile.Write(ref isUp, false);
            ended.Release();
            foreach (var page in pages)
            {
                Assert.Equal(("unreachable", "{}"), await NextAsync(page));
            }

            Volatile.Write(ref isUp, true);
            foreach (var page in pages)
            {
                Assert.Equal(("server", """{"id":"2"}"""), await NextAsync(page));
                Assert.Equal(("votes", "{}"), await NextAsync(page));
            }

            Assert.Equal(2, streams);
        }
        finally
        {
            foreach (var page in pages)
            {
                await page.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_page_is_told_at_once_that_no_application_server_answers()
    {
        await using var web = await WebProcess.StartAsync(FaultyAppServer.Nowhere());
        await using var page = await OpenAsync(web);

        Assert.Equal(("unreachable", "{}"), await NextAsync(page));
    }

    [Fact]
    public async Task Streams_that_say_something_and_break_off_at_once_are_not_asked_for_without_a_pause()
    {
        using var appServer = new FaultyAppServer(async (_, stream) =>
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{Head}event: server\ndata: {{\"id\":\"1\"}}\n\n"), Cancelled));
        await using var web = await WebProcess.StartAsync(appServer.Address);
        await using var page = await OpenAsync(web);
        Assert.Equal(("server", """{"id":"1"}"""), await NextAsync(page));

        var clock = Stopwatch.StartNew();
        while (appServer.Requests.Count < 6)
        {
            await Task.Delay(10, Cancelled);
        }

        // The first pause is 0.1 s at least, the others half a second.
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(15));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n")]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=nonsense\r\nContent-Encoding: nonsense\r\nContent-Length: -1\r\n\r\n")]
    public async Task Whatever_a_stream_is_the_next_one_is_asked_for(string answer)
    {
        var requests = 0;
        using var appServer = new FaultyAppServer(async (_, stream) => await stream.WriteAsync(
            Encoding.ASCII.GetBytes(Interlocked.Increment(ref requests) == 1 ? answer : $"{Head}event: server\ndata: {{\"id\":\"2\"}}\n\n"), Cancelled));
        await using var web = await WebProcess.StartAsync(appServer.Address);
        await using var page = await OpenAsync(web);

        Assert.Equal(("unreachable", "{}"), await NextAsync(page));
        Assert.Equal(("server", """{"id":"2"}"""), await NextAsync(page));
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_not_waited_for()
    {
        var requests = 0;
        using var appServer = new FaultyAppServer(async (_, stream) =>
        {
            if (Interlocked.Increment(ref requests) > 1)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"{Head}event: server\ndata: {{\"id\":\"2\"}}\n\n"), Cancelled);
            }

            await Task.Delay(Timeout.Infinite, Cancelled);
        });
        await using var web = await WebProcess.StartAsync(appServer.Address);

        var clock = Stopwatch.StartNew();
        await using var page = await OpenAsync(web);
        Assert.Equal(("unreachable", "{}"), await NextAsync(page));
        Assert.Equal(("server", """{"id":"2"}"""), await NextAsync(page));
        // Far less than the time after which a stream that went silent is given up.
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task A_page_that_reads_nothing_is_let_go_and_holds_up_no_other()
    {
        var votes = 0;
        using var appServer = new FaultyAppServer(async (_, stream) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Head), Cancelled);
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (await timer.WaitForNextTickAsync(Cancelled))
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"event: votes\ndata: {{\"total\":{Interlocked.Increment(ref votes)},\"more\":\"{new string('x', 2000)}\"}}\n\n"), Cancelled);
            }
        });
        await using var web = await WebProcess.StartAsync(appServer.Address);
        await using var reading = await OpenAsync(web);
        using var idle = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await idle.ConnectAsync(IPAddress.Loopback, web.Address.Port, Cancelled);
        await idle.SendAsync(Encoding.ASCII.GetBytes($"GET /api/live HTTP/1.1\r\nHost: {web.Address.Authority}\r\n\r\n"), Cancelled);

        // Of what was sent to it, what is still in the buffers on the way is all that it could read.
        while (!idle.Poll(0, SelectMode.SelectError) && Volatile.Read(ref votes) < 5000)
        {
            if (await NextAsync(reading) is ("votes", var data))
            {
                var shown = JsonDocument.Parse(data).RootElement.GetProperty("total").GetInt32();
                Assert.True(shown > Volatile.Read(ref votes) - 100, $"{shown} votes were shown when there were {votes}.");
            }
        }

        Assert.InRange(votes, 1, 4999);
    }

    private static async Task<IAsyncEnumerator<SseItem<string>>> OpenAsync(WebProcess web) =>
        SseParser.Create(await web.Client.GetStreamAsync("/api/live", Cancelled)).EnumerateAsync(Cancelled).GetAsyncEnumerator(Cancelled);

    private static async Task<(string Type, string Data)> NextAsync(IAsyncEnumerator<SseItem<string>> page)
    {
        Assert.True(await page.MoveNextAsync());
        return (page.Current.EventType, page.Current.Data);
    }
}
