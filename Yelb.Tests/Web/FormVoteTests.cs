using System.Net;

namespace Yelb.Tests.Web;

/// <summary>Votes as a browser without JavaScript casts them.</summary>
public sealed class FormVoteTests(YelbApplication yelb)
{
    private static readonly (string, string) _sameOrigin = ("Sec-Fetch-Site", "same-origin");

    [Fact]
    public async Task Vote_leads_back_to_a_page_that_shows_it()
    {
        var before = await yelb.Web.GetStringAsync("/", Patience.Token);
        using var response = await PostAsync("outback", PageHtml.Key(before, "outback"), _sameOrigin);

        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        var after = await yelb.Web.GetStringAsync(response.Headers.Location, Patience.Token);
        Assert.True(PageHtml.Votes(after, "outback") > PageHtml.Votes(before, "outback"));
        Assert.Contains("Your vote for Outback is counted.", after);
    }

    [Theory]
    [InlineData("")]
    [InlineData("&key=")]
    [InlineData("&key=not-a-key")]
    [InlineData("&key=another's")]
    [InlineData("&key=of another restaurant")]
    public async Task Page_says_that_a_vote_is_counted_of_a_counted_vote_only(string key)
    {
        var other = Guid.NewGuid().ToString();
        using var vote = await PostAsync("outback", other, _sameOrigin);
        key = key.Replace("another's", Guid.NewGuid().ToString(), StringComparison.Ordinal).Replace("of another restaurant", other, StringComparison.Ordinal);

        var made = await yelb.Web.GetStringAsync($"/?voted=ihop{key}", Patience.Token);
        var led = await yelb.Web.GetStringAsync(vote.Headers.Location, Patience.Token);

        Assert.DoesNotContain("is counted", made, StringComparison.Ordinal);
        Assert.True(PageHtml.Votes(made, "ihop") >= 0);
        Assert.Contains("Your vote for Outback is counted.", led, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_of_the_form_reaches_the_application_server()
    {
        var key = Guid.NewGuid().ToString();
        using var vote = await PostAsync("ihop", key, _sameOrigin);
        using var sameVote = await PostAsync("ihop", key, _sameOrigin);

        // The application server knows the key: it takes it for no other restaurant.
        using var other = new HttpRequestMessage(HttpMethod.Post, "/api/votes/chipotle");
        other.Headers.Add("Idempotency-Key", key);
        using var refused = await yelb.Api.SendAsync(other, Patience.Token);

        Assert.Equal(HttpStatusCode.SeeOther, vote.StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, sameVote.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("Origin", "null")]
    [InlineData("X-Nothing", "neither header")]
    public async Task Foreign_page_cannot_vote(string header, string value)
    {
        using var response = await PostAsync("ihop", Guid.NewGuid().ToString(), (header, value));
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Browser_that_sends_only_Origin_can_vote()
    {
        using var response = await PostAsync("ihop", Guid.NewGuid().ToString(), ("Origin", yelb.Web.BaseAddress!.GetLeftPart(UriPartial.Authority)));
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
    }

    [Theory]
    [InlineData("pizzahut", HttpStatusCode.NotFound)]
    [InlineData("IHOP", HttpStatusCode.NotFound)]
    [InlineData("ihop%20", HttpStatusCode.NotFound)]
    [InlineData("ihop", HttpStatusCode.BadRequest, "not a key")]
    [InlineData("ihop", HttpStatusCode.BadRequest, "")]
    public async Task Bad_vote_is_refused(string restaurant, HttpStatusCode expected, string? key = null)
    {
        using var response = await PostAsync(restaurant, key ?? Guid.NewGuid().ToString(), _sameOrigin);
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("multipart/form-data", "key=1", 400)]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=key\r\n", 400)]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", "key=1", 400)]
    [InlineData("application/x-www-form-urlencoded", "many fields", 400)]
    [InlineData("application/x-www-form-urlencoded", "over 64 KB", 413)]
    [InlineData("application/json", "{}", 400)]
    [InlineData("none of them", "key=1", 400)]
    public async Task Form_that_cannot_be_read_is_its_senders_fault(string type, string body, int expected)
    {
        body = body switch
        {
            "many fields" => string.Join('&', Enumerable.Range(0, 1100).Select(i => $"f{i}=")),
            "over 64 KB" => $"key={new string('a', 70_000)}",
            _ => body,
        };
        foreach (var (length, sent) in new[] { ($"Content-Length: {body.Length}", body), ("Transfer-Encoding: chunked", $"{body.Length:X}\r\n{body}\r\n0\r\n\r\n") })
        {
            var answer = await RawClient.AskAsync(yelb.WebAddress, $"POST /votes/ihop HTTP/1.1\nSec-Fetch-Site: same-origin\nContent-Type: {type}\n{length}", sent);
            Assert.Equal(expected, answer.Status);
            Assert.Equal("application/problem+json", answer.Header("Content-Type"));
            Assert.StartsWith("default-src 'none'", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Key_that_was_used_for_another_restaurant_is_replaced()
    {
        var key = Guid.NewGuid().ToString();
        using var vote = await PostAsync("ihop", key, _sameOrigin);
        using var other = await PostAsync("outback", key, _sameOrigin);

        Assert.Equal(HttpStatusCode.SeeOther, vote.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        var page = await other.Content.ReadAsStringAsync(Patience.Token);
        Assert.Contains("Your vote for Outback was not counted", page, StringComparison.Ordinal);
        using var again = await PostAsync("outback", PageHtml.Key(page, "outback"), _sameOrigin);
        Assert.Equal(HttpStatusCode.SeeOther, again.StatusCode);
    }

    [Fact]
    public async Task GET_votes_for_nothing_and_leads_to_the_page()
    {
        using var response = await yelb.Web.GetAsync("/votes/ihop", Patience.Token);
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal("/", response.Headers.Location?.OriginalString);
    }

    private async Task<HttpResponseMessage> PostAsync(string restaurant, string key, (string Name, string Value) header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/votes/{restaurant}");
        request.Headers.Add(header.Name, header.Value);
        request.Content = new FormUrlEncodedContent([new("key", key)]);
        return await yelb.Web.SendAsync(request, Patience.Token);
    }
}
