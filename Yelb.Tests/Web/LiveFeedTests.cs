using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Text;

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

    private static async Task<IAsyncEnumerator<SseItem<string>>> OpenAsync(WebProcess web) =>
        SseParser.Create(await web.Client.GetStreamAsync("/api/live", Cancelled)).EnumerateAsync(Cancelled).GetAsyncEnumerator(Cancelled);

    private static async Task<(string Type, string Data)> NextAsync(IAsyncEnumerator<SseItem<string>> page)
    {
        Assert.True(await page.MoveNextAsync());
        return (page.Current.EventType, page.Current.Data);
    }
}
