using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;

namespace Yelb.Tests.Web;

/// <summary>yelb-ui with application servers that are down, hang, die, or are several.</summary>
public sealed class OutageTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Page_answers_within_2_s_and_says_what_does_not_work(bool hangs)
    {
        using var appServer = FaultyAppServer.ThatHangs();
        await using var web = await WebProcess.StartAsync(hangs ? appServer.Address : FaultyAppServer.Nowhere());
        await WarmUpAsync(web);

        var clock = Stopwatch.StartNew();
        using var response = await web.Client.GetAsync("/", Patience.Token);
        var html = await response.Content.ReadAsStringAsync(Patience.Token);

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Contains("the application server does not answer", html);
        Assert.DoesNotMatch("""data-(votes|share|total)[^>]*>[^<&]""", html);
    }

    [Fact]
    public async Task Votes_stay_on_the_page_however_often_page_views_fail()
    {
        using var appServer = FaultyAppServer.WithoutPageViews();
        await using var web = await WebProcess.StartAsync(appServer.Address);

        // More than the 100 requests after which a circuit breaker judges.
        for (var i = 0; i < 10; i++)
        {
            foreach (var html in await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => PageAsync(web))))
            {
                Assert.Equal(7, PageHtml.Votes(html, "ihop"));
                Assert.Contains("""<dd id="page-views">not known now</dd>""", html);
            }
        }
    }

    [Fact]
    public async Task What_can_be_read_is_on_the_page_where_its_view_cannot_be_counted()
    {
        using var appServer = FaultyAppServer.ThatCountsNoVisits();
        await using var web = await WebProcess.StartAsync(appServer.Address);

        var html = await PageAsync(web);

        Assert.Equal(7, PageHtml.Votes(html, "ihop"));
        Assert.Contains("""<dd id="page-views">1,234</dd>""", html);
    }

    [Fact]
    public async Task Page_shows_votes_while_one_of_two_application_servers_is_down()
    {
        using var appServer = FaultyAppServer.WithoutPageViews();
        await using var web = await WebProcess.StartAsync(FaultyAppServer.Nowhere(), appServer.Address);

        await WarmUpAsync(web);

        var whole = 0;
        for (var i = 0; i < 5; i++)
        {
            var pages = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => web.Client.GetAsync("/", Patience.Token)));
            whole += pages.Count(page => page.IsSuccessStatusCode);
        }

        // Every try goes to one of the two by turns, which all pages share: in one of some hundred times all nine tries meet
        // the application server that is down, for those who wait at the same moment.
        Assert.InRange(whole, 30, 40);
    }

    [Fact]
    public async Task Page_has_time_to_ask_another_application_server_when_one_hangs()
    {
        var hangs = new StrongBox<int>();
        using var appServer = FaultyAppServer.ThatHangsOnce(hangs);
        await using var web = await WebProcess.StartAsync(appServer.Address);
        // A process that has just started has its code to compile, and on a busy machine no time left for another try.
        await PageAsync(web);
        hangs.Value = 1;

        Assert.Equal(7, PageHtml.Votes(await PageAsync(web), "ihop"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Vote_without_an_answer_never_looks_counted_and_keeps_its_key(bool hangs)
    {
        using var appServer = FaultyAppServer.ThatHangs();
        await using var web = await WebProcess.StartAsync(hangs ? appServer.Address : FaultyAppServer.Nowhere());
        var key = Guid.NewGuid().ToString();
        using var vote = new HttpRequestMessage(HttpMethod.Post, "/votes/ihop") { Content = new FormUrlEncodedContent([new("key", key)]) };
        vote.Headers.Add("Sec-Fetch-Site", "same-origin");

        using var response = await web.Client.SendAsync(vote, Patience.Token);
        var html = await response.Content.ReadAsStringAsync(Patience.Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("Your vote for IHOP could not be confirmed.", html);
        Assert.DoesNotContain("is counted", html);
        Assert.Equal(key, PageHtml.Key(html, "ihop"));
        Assert.NotEqual(key, PageHtml.Key(html, "outback"));
    }

    [Fact]
    public async Task Without_an_application_server_yelb_ui_is_healthy_and_its_api_is_unavailable()
    {
        await using var web = await WebProcess.StartAsync(FaultyAppServer.Nowhere());

        using var health = await web.Client.GetAsync("/health", Patience.Token);
        using var api = await web.Client.GetAsync("/api/getvotes", Patience.Token);

        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, api.StatusCode);
        Assert.Equal("application/problem+json", api.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(api.Headers.RetryAfter);
    }

    [Fact]
    public async Task Application_server_that_is_gone_as_soon_as_it_is_connected_to_is_one_that_does_not_answer()
    {
        using var appServer = ResettingServer.OnLoopback();
        await using var web = await WebProcess.StartAsync(appServer.Address);

        for (var i = 0; i < ResettingServer.Attempts; i++)
        {
            using var api = await web.Client.GetAsync("/api/votes", Patience.Token);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, api.StatusCode);
        }
    }

    [Theory]
    [InlineData("GET", "/api/ihop", false)]
    [InlineData("GET", "/api/ihop", true)]
    [InlineData("POST", "/api/votes/ihop", false)]
    [InlineData("POST", "/api/votes/ihop", true)]
    public async Task Vote_passed_on_to_a_server_that_dies_is_sent_once(string method, string path, bool isConnected)
    {
        using var appServer = FaultyAppServer.ThatDies();
        await using var web = await WebProcess.StartAsync(appServer.Address);
        if (isConnected)
        {
            (await web.Client.GetAsync("/api/hostname", TestContext.Current.CancellationToken)).Dispose();
        }

        using var response = await web.Client.SendAsync(new(new HttpMethod(method), path), Patience.Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Single(appServer.Requests, request => request.StartsWith($"{method} {path} ", StringComparison.Ordinal));
        Assert.Equal(1, appServer.Connections);
    }

    [Fact]
    public async Task View_is_counted_once_by_a_server_that_dies()
    {
        using var appServer = FaultyAppServer.ThatDies();
        await using var web = await WebProcess.StartAsync(appServer.Address);

        using var response = await web.Client.GetAsync("/", Patience.Token);

        Assert.Single(appServer.Requests, request => request.StartsWith("POST /api/visits?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stream_is_passed_on_as_it_comes()
    {
        var firstWasSeen = new TaskCompletionSource();
        using var appServer = new FaultyAppServer(async (_, stream) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\ndata: 1\n\n"u8.ToArray());
            await firstWasSeen.Task;
            await stream.WriteAsync("data: 2\n\n"u8.ToArray());
        });
        await using var web = await WebProcess.StartAsync(appServer.Address);

        using var response = await web.Client.GetAsync("/api/events", HttpCompletionOption.ResponseHeadersRead, Patience.Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Patience.Token));
        Assert.Equal("data: 1", await reader.ReadLineAsync(Patience.Token));
        // Only now the server goes on: a proxy that waits for more would wait for ever.
        firstWasSeen.SetResult();

        Assert.Equal("\ndata: 2\n\n", await reader.ReadToEndAsync(Patience.Token));
    }

    [Fact]
    public async Task Requests_are_spread_over_all_application_servers()
    {
        static Task AnswerAsync(string request, Stream stream) => stream.WriteAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray()).AsTask();
        using var first = new FaultyAppServer(AnswerAsync);
        using var second = new FaultyAppServer(AnswerAsync);
        await using var web = await WebProcess.StartAsync(first.Address, second.Address);

        for (var i = 0; i < 10; i++)
        {
            using var response = await web.Client.GetAsync("/api/votes", Patience.Token);
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        }

        Assert.Equal((5, 5), (first.Requests.Count, second.Requests.Count));
    }

    /// <summary>The first page of a process pays for its start.</summary>
    private static async Task WarmUpAsync(WebProcess web) => (await web.Client.GetAsync("/", Patience.Token)).Dispose();

    private static Task<string> PageAsync(WebProcess web) => web.Client.GetStringAsync("/", Patience.Token);
}
