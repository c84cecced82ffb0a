using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Yelb.Tests.Api;

/// <summary>The clean API: what it answers, and how it describes itself.</summary>
[Collection(VotesAndPageViews.Name)]
public sealed class VotesApiTests(YelbApplication yelb)
{
    [Fact]
    public async Task Vote_is_created_with_the_new_count_and_found_at_its_location()
    {
        using var vote = await yelb.Api.PostVoteAsync("chipotle");
        var count = await vote.Content.ReadFromJsonAsync<JsonElement>(Patience.Token);
        var found = await yelb.Api.GetFromJsonAsync<JsonElement>(vote.Headers.Location, Patience.Token);

        Assert.Equal(HttpStatusCode.Created, vote.StatusCode);
        Assert.Equal("chipotle", count.GetProperty("name").GetString());
        Assert.Equal("chipotle", found.GetProperty("name").GetString());
        Assert.True(found.GetProperty("value").GetInt64() >= count.GetProperty("value").GetInt64());
    }

    [Fact]
    public async Task Total_is_the_sum_of_the_votes()
    {
        var answer = await yelb.Api.GetFromJsonAsync<JsonElement>("/api/votes", Patience.Token);
        var votes = answer.GetProperty("votes").EnumerateArray().ToArray();

        Assert.Equal(VotesAndPageViews.Restaurants, votes.Select(vote => vote.GetProperty("name").GetString()));
        Assert.Equal(votes.Sum(vote => vote.GetProperty("value").GetInt64()), answer.GetProperty("total").GetInt64());
    }

    [Fact]
    public async Task Posted_page_view_counts_and_is_answered_with_its_number()
    {
        var before = await yelb.Api.PageViewsAsync();
        using var answer = await yelb.Api.PostAsync("/api/pageviews", content: null, Patience.Token);
        var counted = await answer.Content.ReadFromJsonAsync<JsonElement>(Patience.Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.InRange(counted.GetProperty("pageviews").GetInt64(), before + 1, await yelb.Api.PageViewsAsync());
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("?count=256", 256)]
    [InlineData("?count=0", null)]
    [InlineData("?count=-1", null)]
    [InlineData("?count=257", null)]
    [InlineData("?count=many", null)]
    public async Task Visits_count_as_many_as_were_said_within_bounds_and_are_told_the_votes(string count, int? counted)
    {
        var before = await yelb.Api.PageViewsAsync();
        var ihop = await yelb.Api.VoteAsync("ihop");
        using var answer = await yelb.Api.PostAsync($"/api/visits{count}", content: null, Patience.Token);
        if (counted is { } views)
        {
            var visit = await answer.Content.ReadFromJsonAsync<JsonElement>(Patience.Token);
            var votes = visit.Votes();
            Assert.InRange(visit.GetProperty("pageviews").GetInt64(), before + views, await yelb.Api.PageViewsAsync());
            Assert.Equal(VotesAndPageViews.Restaurants, votes.Keys);
            Assert.Equal(await yelb.Api.GetStringAsync("/api/hostname", Patience.Token), visit.GetProperty("hostname").GetString());
            Assert.InRange(votes["ihop"], ihop, long.MaxValue);
        }
        else
        {
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            await AssertProblemAsync(answer);
        }
    }

    [Fact]
    public async Task Reading_the_stats_does_not_count()
    {
        const int Requests = 50;
        var before = await yelb.Api.PageViewsAsync();
        for (var i = 0; i < Requests; i++)
        {
            await yelb.Api.PageViewsAsync();
        }

        // Other tests may count a few meanwhile.
        Assert.InRange(await yelb.Api.PageViewsAsync() - before, 0, Requests - 1);
    }

    [Theory]
    [InlineData("POST", "/api/votes", "GET, HEAD")]
    [InlineData("DELETE", "/api/votes/ihop", "GET, HEAD, POST")]
    [InlineData("PUT", "/api/stats", "GET, HEAD")]
    [InlineData("DELETE", "/api/pageviews", "GET, POST")]
    public async Task Wrong_method_is_answered_with_the_right_ones(string method, string path, string allowed)
    {
        using var answer = await yelb.Api.SendAsync(new(new(method), path), Patience.Token);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(allowed, string.Join(", ", answer.Content.Headers.Allow));
        await AssertProblemAsync(answer);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Unknown_restaurant_is_not_found_and_the_known_ones_are_named(string method)
    {
        using var answer = await yelb.Api.SendAsync(new(new(method), "/api/votes/kfc"), Patience.Token);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var problem = await AssertProblemAsync(answer);
        Assert.Contains("bucadibeppo", problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Large_body_is_refused_and_does_not_vote(bool ofUnknownLength)
    {
        var before = (await yelb.Api.VotesAsync())["ihop"];
        for (var i = 0; i < 20; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/votes/ihop") { Content = new ByteArrayContent(new byte[1025]) };
            request.Headers.TransferEncodingChunked = ofUnknownLength;
            using var answer = await yelb.Api.SendAsync(request, Patience.Token);

            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
            await AssertProblemAsync(answer);
        }

        Assert.InRange((await yelb.Api.VotesAsync())["ihop"] - before, 0, 19);
    }

    [Fact]
    public async Task Small_body_is_passed_over_whatever_it_says()
    {
        using var brokenJson = new StringContent("{\"restaurant\": ", null, "application/json");
        using var answer = await yelb.Api.PostAsync("/api/votes/ihop", brokenJson, Patience.Token);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Fact]
    public async Task OpenAPI_describes_the_routes_and_their_errors()
    {
        var document = await yelb.Api.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Patience.Token);
        var paths = document.GetProperty("paths");
        var vote = paths.GetProperty("/api/votes/{restaurant}").GetProperty("post");

        Assert.Equal(
            ["201", "400", "404", "422", "503"],
            vote.GetProperty("responses").EnumerateObject().Select(response => response.Name).Order());
        Assert.Contains("Idempotency-Key", vote.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()));
        Assert.True(paths.GetProperty("/api/votes").TryGetProperty("get", out _));
        Assert.True(paths.GetProperty("/api/stats").TryGetProperty("get", out _));
        Assert.True(paths.GetProperty("/api/pageviews").TryGetProperty("post", out _));
        Assert.True(paths.GetProperty("/api/visits").TryGetProperty("post", out _));
    }

    [Fact]
    public async Task Health_is_told_in_production_too_and_no_answer_names_its_server()
    {
        using var ready = await yelb.Api.GetAsync("/health", Patience.Token);
        using var live = await yelb.Api.GetAsync("/alive", Patience.Token);

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.False(live.Headers.Contains("Server"));
        Assert.Equal("nosniff", Assert.Single(live.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task Answers_tell_instances_apart_and_nothing_else_of_them()
    {
        using var one = await yelb.Api.GetAsync("/alive", Patience.Token);
        using var other = await yelb.Api.GetAsync("/nowhere", Patience.Token);

        var name = Assert.Single(one.Headers.GetValues("X-Served-By"));
        Assert.Matches("^[0-9a-f]{8}$", name);
        Assert.Equal(name, Assert.Single(other.Headers.GetValues("X-Served-By")));
    }

    private static async Task<JsonElement> AssertProblemAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Patience.Token);
        Assert.Equal((int)answer.StatusCode, problem.GetProperty("status").GetInt32());
        return problem;
    }
}
