using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Yelb.Tests.Web;

/// <summary>What comes through yelb-ui is what yelb-appserver said.</summary>
public sealed partial class ApiForwardingTests(YelbApplication yelb)
{
    // Of one connection or one moment only.
    private static readonly string[] _ofTheMoment = ["Date", "Transfer-Encoding", "Content-Length", "Connection"];

    [Theory]
    [InlineData("GET", "/api/getvotes")]
    [InlineData("GET", "/api/votes")]
    [InlineData("GET", "/api/stats")]
    [InlineData("GET", "/api/hostname")]
    [InlineData("HEAD", "/api/getvotes")]
    [InlineData("HEAD", "/api/ihop")]
    [InlineData("OPTIONS", "/api/ihop")]
    [InlineData("POST", "/api/ihop")]
    [InlineData("POST", "/api/votes/nobody")]
    [InlineData("GET", "/api/getvotes/")]
    [InlineData("GET", "/api/IHOP")]
    [InlineData("GET", "/api/nothing?x=%20y")]
    [InlineData("GET", "/api")]
    public async Task Answers_are_the_same(string method, string path)
    {
        // Other tests vote meanwhile: the answer counts when the one before it and the one after it agree.
        string before, forwarded, after;
        do
        {
            before = await AskAsync(yelb.Api, method, path);
            forwarded = await AskAsync(yelb.Web, method, path);
            after = await AskAsync(yelb.Api, method, path);
        }
        while (before != after);

        Assert.Equal(before, forwarded);
    }

    [Fact]
    public async Task Vote_counts_and_is_answered_as_the_original_does()
    {
        using var response = await yelb.Web.GetAsync("/api/bucadibeppo", Patience.Token);
        var votes = long.Parse(await response.Content.ReadAsStringAsync(Patience.Token));
        var page = await yelb.Web.GetStringAsync("/", Patience.Token);

        Assert.Equal("text/html;charset=utf-8", response.Content.Headers.ContentType?.ToString().Replace("; ", ";"));
        Assert.InRange(PageHtml.Votes(page, "bucadibeppo"), votes, long.MaxValue);
    }

    [Theory]
    [InlineData("POST", "/api/votes/ihop", HttpStatusCode.Created)]
    [InlineData("POST", "/api/pageviews", HttpStatusCode.OK)]
    [InlineData("OPTIONS", "/api/ihop", HttpStatusCode.NoContent)]
    public async Task Small_body_is_passed_over(string method, string path, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(new(method), path) { Content = new ByteArrayContent(new byte[10_000]) };
        using var response = await yelb.Web.SendAsync(request, Patience.Token);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Huge_body_is_refused()
    {
        using var response = await yelb.Web.PostAsync("/api/votes/ihop", new ByteArrayContent(new byte[100_000]), Patience.Token);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    /// <summary>Status, headers and body as one text.</summary>
    private static async Task<string> AskAsync(HttpClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await client.SendAsync(request, Patience.Token);
        var headers = response.Headers.Concat(response.Content.Headers)
            .Where(header => !_ofTheMoment.Contains(header.Key))
            .OrderBy(header => header.Key, StringComparer.Ordinal)
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}");
        var body = Encoding.Latin1.GetString(await response.Content.ReadAsByteArrayAsync(Patience.Token));
        // Each request is a trace of its own, which a problem's body names.
        return $"{(int)response.StatusCode}\n{string.Join('\n', headers)}\n\n{TraceId().Replace(body, "")}";
    }

    [GeneratedRegex("\"traceId\":\"[^\"]+\"")]
    private static partial Regex TraceId();
}
