using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Yelb.Tests.Api;

namespace Yelb.Tests.Web;

/// <summary>Those who wait for yelb-ui at the same moment share its questions to yelb-appserver, and nothing that is a visitor's own.</summary>
public sealed partial class SharingTests(OwnYelb own) : IClassFixture<OwnYelb>
{
    private readonly YelbApplication _yelb = own.Yelb;

    private static CancellationToken Cancelled => Patience.Token;

    [Fact]
    public async Task Each_visitor_counts_once_and_sees_a_number_with_his_own_view_and_keys_of_his_own()
    {
        const int Visitors = 200;
        var before = await _yelb.Api.PageViewsAsync();
        var pages = await Task.WhenAll(Enumerable.Range(0, Visitors).Select(_ => _yelb.Web.GetStringAsync("/", Cancelled)));
        var seen = pages.Select(page => PageHtml.Number(PageViews().Match(page).Groups[1].Value)).Order().ToArray();

        Assert.Equal(before + Visitors, await _yelb.Api.PageViewsAsync());
        // Whoever saw the i-th smallest number is at most the i-th who was counted.
        Assert.All(seen.Index(), view => Assert.InRange(view.Item, before + view.Index + 1, before + Visitors));
        Assert.True(seen.Distinct().Count() < Visitors, "no two visitors shared a page");
        var keys = pages.SelectMany(page => VotesAndPageViews.Restaurants.Select(restaurant => Guid.Parse(PageHtml.Key(page, restaurant))));
        Assert.Equal(Visitors * 4, keys.Distinct().Count());
    }

    [Fact]
    public async Task Voters_see_their_own_vote_on_the_page_and_in_every_read_at_once()
    {
        const int Voters = 40;
        await Task.WhenAll(Enumerable.Range(0, Voters).Select(async _ =>
        {
            for (var i = 0; i < 5; i++)
            {
                var number = await _yelb.Web.VoteAsync("outback");
                Assert.InRange((await _yelb.Web.VotesAsync())["outback"], number, long.MaxValue);
                Assert.InRange(PageHtml.Votes(await _yelb.Web.GetStringAsync("/", Cancelled), "outback"), number, long.MaxValue);
                var original = await _yelb.Web.GetStringAsync("/api/getvotes", Cancelled);
                Assert.InRange(long.Parse(Outback().Match(original).Groups[1].Value), number, long.MaxValue);
            }
        }));
    }

    [Fact]
    public async Task Readers_share_requests_that_began_after_they_asked()
    {
        const int Readers = 32;
        const int ReadsEach = 20;
        var arrived = 0;
        using var appServer = new FaultyAppServer((_, stream) => AnswerAsync(stream, $"{Interlocked.Increment(ref arrived)}"));
        await using var web = await WebProcess.StartAsync(appServer.Address);

        await Task.WhenAll(Enumerable.Range(0, Readers).Select(async reader =>
        {
            for (var i = 0; i < ReadsEach; i++)
            {
                var before = Volatile.Read(ref arrived);
                var (status, number) = await ReadAsync(web);
                Assert.Equal(HttpStatusCode.OK, status);
                Assert.InRange(int.Parse(number, CultureInfo.InvariantCulture), before + 1, int.MaxValue);
            }
        }));

        Assert.InRange(arrived, ReadsEach, Readers * ReadsEach / 2);
    }

    [Fact]
    public async Task A_failure_is_of_those_alone_who_waited_for_it()
    {
        var held = new TaskCompletionSource();
        var arrived = new TaskCompletionSource();
        using var appServer = new FaultyAppServer(async (_, stream) =>
        {
            if (arrived.TrySetResult())
            {
                // Then closed without an answer.
                await held.Task;
                return;
            }

            await AnswerAsync(stream, "good");
        });
        await using var web = await WebProcess.StartAsync(appServer.Address);

        var first = ReadAsync(web);
        await arrived.Task;
        // They came after the request that fails had left, and are not held up by it for long.
        var others = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ReadAsync(web)));
        held.SetResult();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await first).Status);
        Assert.All(others, answer => Assert.Equal((HttpStatusCode.OK, "good"), answer));
    }

    [Fact]
    public async Task Readers_who_wait_for_nobody_are_all_told_so()
    {
        await using var web = await WebProcess.StartAsync(FaultyAppServer.Nowhere());
        foreach (var (status, _) in await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ReadAsync(web))))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        }
    }

    [Theory]
    [InlineData("HEAD", "/api/votes", null)]
    [InlineData("GET", "/api/votes?of=now", null)]
    [InlineData("GET", "/api/votes/", null)]
    [InlineData("GET", "/api/Votes", null)]
    [InlineData("GET", "/api/votes", "If-None-Match")]
    [InlineData("GET", "/api/votes", "Range")]
    [InlineData("GET", "/api/getstats", null)]
    [InlineData("GET", "/api/ihop", null)]
    public async Task Anything_else_is_passed_on_by_itself(string method, string path, string? header)
    {
        const int Requests = 8;
        var all = new TaskCompletionSource();
        var arrived = 0;
        using var appServer = new FaultyAppServer(async (_, stream) =>
        {
            if (Interlocked.Increment(ref arrived) == Requests)
            {
                all.SetResult();
            }

            // Nobody is answered before all have come.
            await all.Task;
            await stream.WriteAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray());
        });
        await using var web = await WebProcess.StartAsync(appServer.Address);

        await Task.WhenAll(Enumerable.Range(0, Requests).Select(async _ =>
        {
            using var request = new HttpRequestMessage(new(method), path);
            if (header is not null)
            {
                request.Headers.TryAddWithoutValidation(header, header == "Range" ? "bytes=0-1" : "\"x\"");
            }

            using var answer = await web.Client.SendAsync(request, Cancelled);
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }));

        Assert.All(appServer.Requests, line => Assert.Equal($"{method} {path} HTTP/1.1", line));
        Assert.Equal(Requests, appServer.Requests.Count);
    }

    private static async Task<(HttpStatusCode Status, string Body)> ReadAsync(WebProcess web)
    {
        using var answer = await web.Client.GetAsync("/api/getvotes", Cancelled);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancelled));
    }

    private static Task AnswerAsync(Stream stream, string body) => stream.WriteAsync(Encoding.ASCII.GetBytes(
        $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}")).AsTask();

    [GeneratedRegex("<dd id=\"page-views\">([\\d,]+)</dd>")]
    private static partial Regex PageViews();

    [GeneratedRegex("\"outback\", \"value\": (\\d+)")]
    private static partial Regex Outback();
}
