using System.Net;
using System.Text.RegularExpressions;

namespace Yelb.Tests.Api;

/// <summary>The eight routes of the original Yelb, byte by byte, without its faults.</summary>
[Collection(VotesAndPageViews.Name)]
public sealed class OriginalRoutesTests(YelbApplication yelb)
{
    private const string Json = "application/json";
    private const string Html = "text/html;charset=utf-8";

    public static TheoryData<string> CountingRoutes { get; } =
        ["/api/ihop", "/api/chipotle", "/api/outback", "/api/bucadibeppo", "/api/getstats", "/api/pageviews"];

    [Theory]
    [InlineData("/api/pageviews", Json, @"[1-9]\d*")]
    [InlineData("/api/hostname", Json, @"[\w.-]+")]
    [InlineData("/api/getstats", Json, @"\{""hostname"": ""[\w.-]+"", ""pageviews"":[1-9]\d*\}")]
    [InlineData("/api/getvotes", Json, @"\[\{""name"": ""outback"", ""value"": \d+\},\{""name"": ""bucadibeppo"", ""value"": \d+\},\{""name"": ""ihop"", ""value"": \d+\}, \{""name"": ""chipotle"", ""value"": \d+\}\]")]
    [InlineData("/api/ihop", Html, @"[1-9]\d*")]
    [InlineData("/api/chipotle", Html, @"[1-9]\d*")]
    [InlineData("/api/outback", Html, @"[1-9]\d*")]
    [InlineData("/api/bucadibeppo", Html, @"[1-9]\d*")]
    [InlineData("/api/ihop?x=1", Html, @"[1-9]\d*")]
    public async Task Answer_is_the_originals(string route, string contentType, string body)
    {
        using var answer = await yelb.Api.GetAsync(route, Patience.Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(contentType, Assert.Single(answer.Content.Headers.NonValidated["Content-Type"]));
        Assert.Matches(new Regex($"^(?:{body})$"), await answer.Content.ReadAsStringAsync(Patience.Token));
        AssertCorsHeaders(answer);
    }

    [Fact]
    public async Task Vote_is_answered_with_the_number_that_is_then_read()
    {
        var before = await yelb.Api.VotesAsync();
        var answer = await yelb.Api.GetStringAsync("/api/outback", Patience.Token);
        var after = await yelb.Api.VotesAsync();

        Assert.InRange(long.Parse(answer), before["outback"] + 1, after["outback"]);
    }

    [Fact]
    public async Task Page_view_counts()
    {
        var first = long.Parse(await yelb.Api.GetStringAsync("/api/pageviews", Patience.Token));
        var second = long.Parse(await yelb.Api.GetStringAsync("/api/pageviews", Patience.Token));

        Assert.True(second > first);
    }

    [Theory]
    [MemberData(nameof(CountingRoutes))]
    public async Task HEAD_does_not_count(string route)
    {
        // Whoever else votes makes the counts rise, but not by this much.
        const int Requests = 50;
        var before = await CountedAsync();
        for (var i = 0; i < Requests; i++)
        {
            using var answer = await yelb.Api.SendAsync(new(HttpMethod.Head, route), Patience.Token);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
            Assert.Contains("GET", answer.Content.Headers.Allow);
            AssertCorsHeaders(answer);
        }

        Assert.InRange(await CountedAsync() - before, 0, Requests - 1);

        async Task<long> CountedAsync() => route is "/api/getstats" or "/api/pageviews"
            ? await yelb.Api.PageViewsAsync()
            : (await yelb.Api.VotesAsync())[route["/api/".Length..]];
    }

    [Theory]
    [InlineData("/api/getvotes")]
    [InlineData("/api/hostname")]
    public async Task HEAD_of_what_only_reads_is_its_GET_without_the_body(string route)
    {
        using var answer = await yelb.Api.SendAsync(new(HttpMethod.Head, route), Patience.Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Json, answer.Content.Headers.ContentType?.ToString());
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Patience.Token));
    }

    [Theory]
    [InlineData("/api/ihop")]
    [InlineData("/api/votes/ihop")]
    [InlineData("/api/nowhere")]
    public async Task OPTIONS_is_a_working_preflight(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", "http://elsewhere.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "idempotency-key");
        using var answer = await yelb.Api.SendAsync(request, Patience.Token);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("POST", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Methods")));
        Assert.Contains("Idempotency-Key", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Headers")));
    }

    [Theory]
    [InlineData("GET", "/api/ihop/")]
    [InlineData("GET", "/api/IHOP")]
    [InlineData("GET", "/API/ihop")]
    [InlineData("GET", "/api//ihop")]
    [InlineData("GET", "/api/kfc")]
    [InlineData("GET", "/api/%C4%B1hop")]
    [InlineData("GET", "/")]
    [InlineData("POST", "/api/ihop")]
    [InlineData("PUT", "/api/chipotle")]
    [InlineData("DELETE", "/api/outback")]
    [InlineData("PATCH", "/api/bucadibeppo")]
    [InlineData("POST", "/api/getvotes")]
    [InlineData("DELETE", "/api/hostname")]
    [InlineData("PUT", "/api/getstats")]
    public async Task Anything_else_is_not_found(string method, string path)
    {
        using var answer = await yelb.Api.SendAsync(new(new(method), path), Patience.Token);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        AssertCorsHeaders(answer);
    }

    private static void AssertCorsHeaders(HttpResponseMessage answer)
    {
        Assert.Equal("*", Assert.Single(answer.Headers.NonValidated["Access-Control-Allow-Origin"]));
        Assert.Equal("Authorization,Accepts,Content-Type,X-CSRF-Token,X-Requested-With", Assert.Single(answer.Headers.NonValidated["Access-Control-Allow-Headers"]));
        Assert.Equal("GET,POST,PUT,DELETE,OPTIONS", Assert.Single(answer.Headers.NonValidated["Access-Control-Allow-Methods"]));
    }
}
