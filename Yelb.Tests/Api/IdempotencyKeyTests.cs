using System.Net;
using CsCheck;

namespace Yelb.Tests.Api;

/// <summary>A vote that is sent again with its key counts once.</summary>
[Collection(VotesAndPageViews.Name)]
public sealed class IdempotencyKeyTests(YelbApplication yelb)
{
    [Fact]
    public async Task Same_key_at_once_is_answered_with_one_number_and_kept_once()
    {
        const int Times = 30;
        var key = NewKey();
        var numbers = await Task.WhenAll(Enumerable.Range(0, Times).Select(_ => yelb.Api.VoteAsync("outback", key)));
        var next = await yelb.Api.VoteAsync("outback");

        var number = Assert.Single(numbers.Distinct());
        // Had each counted, the next vote would be at least this many further.
        Assert.InRange(next - number, 1, Times - 1);
    }

    [Fact]
    public async Task Key_counts_once_over_both_APIs_and_later()
    {
        var key = NewKey();
        var first = await yelb.Api.VoteAsync("ihop", key);
        await yelb.Api.VoteAsync("ihop");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/ihop");
        again.Headers.Add("Idempotency-Key", key);
        using var answer = await yelb.Api.SendAsync(again, Patience.Token);

        Assert.Equal(first, long.Parse(await answer.Content.ReadAsStringAsync(Patience.Token)));
    }

    [Fact]
    public async Task Vote_is_found_by_its_key_for_its_restaurant_alone_and_looking_counts_nothing()
    {
        var key = $"{NewKey()}/ %?&";
        using var before = await FindAsync("ihop", key);
        var number = await yelb.Api.VoteAsync("ihop", key);
        await yelb.Api.VoteAsync("ihop");
        using var found = await FindAsync("ihop", key);
        using var other = await FindAsync("chipotle", key);
        using var bad = await FindAsync("ihop", "é");

        Assert.Equal(HttpStatusCode.NotFound, before.StatusCode);
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        Assert.Equal($$"""{"name":"ihop","value":{{number}}}""", await found.Content.ReadAsStringAsync(Patience.Token));
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);

        Task<HttpResponseMessage> FindAsync(string restaurant, string key) =>
            yelb.Api.GetAsync($"/api/votes/{restaurant}?key={Uri.EscapeDataString(key)}", Patience.Token);
    }

    [Fact]
    public async Task Key_of_another_restaurants_vote_is_refused_also_at_the_same_time()
    {
        var key = NewKey();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            using var answer = await yelb.Api.PostVoteAsync(i % 2 == 0 ? "ihop" : "chipotle", key);
            return (Restaurant: i % 2, answer.StatusCode);
        }));

        var winner = Assert.Single(answers.Where(answer => answer.StatusCode == HttpStatusCode.Created).Select(answer => answer.Restaurant).Distinct());
        Assert.All(answers, answer => Assert.Equal(
            answer.Restaurant == winner ? HttpStatusCode.Created : HttpStatusCode.UnprocessableEntity, answer.StatusCode));
    }

    [Fact]
    public Task Any_printable_key_counts_once() => Gen.String[Gen.Char['!', '~'], 1, 80].SampleAsync(
        async text =>
        {
            // The rest keeps it from being the key of an earlier run.
            var key = text + NewKey();
            var first = await yelb.Api.VoteAsync("chipotle", key);
            var second = await yelb.Api.VoteAsync("chipotle", key);
            Assert.Equal(first, second);
        },
        iter: 30,
        threads: 1);

    [Theory]
    [InlineData("")]
    [InlineData("tab\there")]
    [InlineData(null)]
    public async Task Bad_key_is_refused(string? key)
    {
        using var answer = await yelb.Api.PostVoteAsync("ihop", key ?? new string('k', 129));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("POST /api/votes/ihop")]
    [InlineData("GET /api/ihop")]
    public async Task Key_with_a_byte_beyond_ASCII_is_refused(string request)
    {
        var answer = await RawClient.AskAsync(yelb.Api.BaseAddress!, $"{request} HTTP/1.1\nContent-Length: 0\nIdempotency-Key: Jos\u00e9");

        Assert.Equal(400, answer.Status);
    }

    [Theory]
    [InlineData("POST /api/votes/ihop", "one", "other")]
    [InlineData("POST /api/votes/ihop", "same", "same")]
    [InlineData("GET /api/ihop", "one", "other")]
    [InlineData("GET /api/ihop", "", "one")]
    public async Task Two_keys_are_refused_rather_than_joined(string request, string one, string other)
    {
        // HttpClient would join them by itself.
        var answer = await RawClient.AskAsync(yelb.Api.BaseAddress!, $"{request} HTTP/1.1\nContent-Length: 0\nIdempotency-Key: {one}\nIdempotency-Key: {other}");

        Assert.Equal(400, answer.Status);
        Assert.Contains("There is more than one Idempotency-Key", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/api/pageviews")]
    [InlineData("POST", "/api/visits")]
    [InlineData("GET", "/api/pageviews")]
    [InlineData("GET", "/api/getstats")]
    public async Task Page_view_takes_no_key_rather_than_count_it_twice(string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), path);
        request.Headers.Add("Idempotency-Key", NewKey());
        using var answer = await yelb.Api.SendAsync(request, Patience.Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static string NewKey() => Guid.NewGuid().ToString();
}
