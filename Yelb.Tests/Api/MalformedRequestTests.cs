namespace Yelb.Tests.Api;

/// <summary>Requests that are wrong, or only unusual, sent straight at yelb-appserver: what the client did is no 5xx.</summary>
[Collection(VotesAndPageViews.Name)]
public sealed class MalformedRequestTests(YelbApplication yelb)
{
    private Uri Server => yelb.Api.BaseAddress!;

    [Theory]
    [InlineData("FFFFFFFFFF\r\nabc\r\n0\r\n\r\n", 400)]
    [InlineData("80000000\r\nabc\r\n0\r\n\r\n", 400)]
    [InlineData("-1\r\n\r\n", 400)]
    [InlineData("xyz\r\n\r\n", 400)]
    [InlineData("\r\n\r\n", 400)]
    [InlineData("3\r\nabcX\r\n0\r\n\r\n", 400)]
    [InlineData("3\nabc\n0\n\n", 400)]
    [InlineData("\u00e9\r\n\r\n", 400)]
    [InlineData("0\r\nno colon\r\n\r\n", 400)]
    [InlineData("0\r\nA: b\r\n\r\n", 201)]
    public async Task Chunked_body_that_cannot_be_read_is_a_bad_request(string body, int status)
    {
        var answer = await RawClient.AskAsync(Server, "POST /api/votes/ihop HTTP/1.1\nTransfer-Encoding: chunked", body);

        Assert.Equal(status, answer.Status);
        AssertHeaders(answer);
        Assert.Equal(status == 400, answer.Header("Content-Type") == "application/problem+json");
    }

    [Theory]
    [InlineData("Cookie: name=Jos\u00e9")]
    [InlineData("Cookie: name=Jos\u00c3\u00a9")]
    [InlineData("Referer: http://yelb/\u0080\u00ff")]
    [InlineData("Accept-Encoding: \u00e9")]
    [InlineData("traceparent: \u00e9")]
    public async Task Header_with_bytes_beyond_ASCII_is_taken_as_it_comes(string header)
    {
        foreach (var request in new[] { "GET /api/votes", "GET /api/getvotes", "GET /api/ihop" })
        {
            var answer = await RawClient.AskAsync(Server, $"{request} HTTP/1.1\n{header}");
            Assert.Equal(200, answer.Status);
        }
    }

    [Theory]
    [InlineData("GET /api/IHOP", 404)]
    [InlineData("GET /nowhere", 404)]
    [InlineData("POST /api/votes/kfc", 404)]
    [InlineData("PUT /api/ihop", 404)]
    [InlineData("GET /api/votes/%0D%0Ainfo:%20all%20is%20well", 404)]
    [InlineData("HEAD /api/ihop", 405)]
    [InlineData("TRACE /api/votes", 405)]
    [InlineData("POST /api/visits?count=x", 400)]
    [InlineData("OPTIONS /api/nowhere", 204)]
    [InlineData("OPTIONS *", 204)]
    public async Task Every_answer_may_be_read_by_any_page_and_kept_by_none(string request, int status)
    {
        var answer = await RawClient.AskAsync(Server, $"{request} HTTP/1.1\nContent-Length: 0");

        Assert.Equal(status, answer.Status);
        AssertHeaders(answer);
    }

    [Fact]
    public async Task Large_body_too()
    {
        var answer = await RawClient.AskAsync(Server, "POST /api/votes/ihop HTTP/1.1\nContent-Length: 1025");

        Assert.Equal(413, answer.Status);
        AssertHeaders(answer);
    }

    private static void AssertHeaders(RawAnswer answer)
    {
        Assert.Equal("*", answer.Header("Access-Control-Allow-Origin"));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Contains("no-store", answer.Header("Cache-Control"), StringComparison.Ordinal);
    }
}
