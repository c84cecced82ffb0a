using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Yelb.Tests.Api;

namespace Yelb.Tests.Web;

/// <summary>Votes with a key that wait for yelb-ui at the same moment share one request to yelb-appserver, and nothing else.</summary>
public sealed partial class SharedVoteTests(OwnYelb own) : IClassFixture<OwnYelb>
{
    private readonly YelbApplication _yelb = own.Yelb;

    private static CancellationToken Cancelled => Patience.Token;

    [Fact]
    public async Task Each_voter_has_the_answer_to_his_own_vote_and_every_key_counts_once()
    {
        const int Voters = 300;
        var before = await _yelb.Api.VotesAsync();
        var votes = Enumerable.Range(0, Voters).Select(i => (Restaurant: VotesAndPageViews.Restaurants[i % 4], Key: $"{Guid.NewGuid()}")).ToList();

        // Each is sent twice, and each third key for another restaurant too.
        var answers = await Task.WhenAll(votes.Concat(votes).Concat(votes.Where((_, i) => i % 3 == 0).Select(v => (v.Restaurant == "ihop" ? "outback" : "ihop", v.Key)))
            .Select(async v => (Vote: v, Answer: await CastAsync(v.Item1, v.Key))));

        Assert.All(answers, a => Assert.Contains(a.Answer.Status, new[] { HttpStatusCode.Created, HttpStatusCode.UnprocessableEntity }));
        var after = await _yelb.Api.VotesAsync();
        Assert.Equal(Voters, after.Values.Sum() - before.Values.Sum());
        foreach (var key in answers.GroupBy(a => a.Vote.Key))
        {
            // One restaurant had it first; those who voted for that one are told the same number, the others that it was used.
            var counted = key.Where(a => a.Answer.Status == HttpStatusCode.Created).ToList();
            Assert.Single(counted.Select(a => (a.Vote.Item1, a.Answer.Value)).Distinct());
            Assert.All(key.Except(counted), a => Assert.Equal(HttpStatusCode.UnprocessableEntity, a.Answer.Status));
        }

        foreach (var restaurant in answers.Where(a => a.Answer.Status == HttpStatusCode.Created).GroupBy(a => a.Vote.Item1))
        {
            var numbers = restaurant.Select(a => a.Answer.Value).Distinct().Order();
            Assert.Equal(Enumerable.Range(1, (int)(after[restaurant.Key] - before[restaurant.Key])).Select(n => before[restaurant.Key] + n), numbers);
        }
    }

    [Fact]
    public async Task One_of_several_has_the_same_bytes_as_one_alone()
    {
        var (lone, again) = await AnswersAsync("outback", withOthers: false);
        var (shared, sharedAgain) = await AnswersAsync("outback", withOthers: true);

        Assert.Equal(lone, shared);
        Assert.Equal(again, sharedAgain);
    }

    [Fact]
    public Task Votes_in_one_request_are_answered_as_one_after_another() => Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3]).Array[1, 20].SampleAsync(
        async votes =>
        {
            var salt = Guid.NewGuid();
            using var answer = await _yelb.Api.PostAsJsonAsync("/api/ballots", votes.Select(v => new { restaurant = VotesAndPageViews.Restaurants[v.Item2], key = $"{v.Item1} {salt}" }), Cancelled);
            var answers = await answer.Content.ReadFromJsonAsync<JsonElement[]>(Cancelled);

            var first = new Dictionary<int, int>();
            Assert.Equal(votes.Select(v => first.TryAdd(v.Item1, v.Item2) || first[v.Item1] == v.Item2 ? 201 : 422), answers!.Select(a => a.GetProperty("status").GetInt32()));
        },
        iter: 30,
        threads: 1);

    [Theory]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("""[{"restaurant":"nowhere","key":"k"}]""", HttpStatusCode.OK)]
    public async Task What_is_no_list_of_votes_is_refused_and_counts_nothing(string body, HttpStatusCode status)
    {
        var before = await _yelb.Api.VotesAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _yelb.Api.PostAsync("/api/ballots", content, Cancelled);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(before, await _yelb.Api.VotesAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task A_vote_that_is_on_its_way_ends_with_the_last_of_those_who_wait_for_it(int voters)
    {
        var arrived = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        await using var appServer = WebApplication.CreateSlimBuilder().Build();
        appServer.Urls.Add("http://127.0.0.1:0");
        // The first one goes alone, and the others wait for it only for a while.
        appServer.MapPost("/api/votes/ihop", (HttpContext context) => HangAsync(context, isLast: voters == 1));
        appServer.MapPost("/api/ballots", (HttpContext context) => HangAsync(context, isLast: true));
        await appServer.StartAsync(Cancelled);
        await using var web = await WebProcess.StartAsync(new Uri(appServer.Urls.Single()));

        using var leaving = new CancellationTokenSource();
        var votes = Enumerable.Range(0, voters).Select(async _ =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/votes/ihop") { Headers = { { "Idempotency-Key", $"{Guid.NewGuid()}" } } };
            using var answer = await web.Client.SendAsync(request, leaving.Token);
        }).ToList();
        await arrived.Task.WaitAsync(Cancelled);
        await leaving.CancelAsync();

        await ended.Task.WaitAsync(Cancelled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(votes));

        async Task HangAsync(HttpContext context, bool isLast)
        {
            if (isLast)
            {
                arrived.TrySetResult();
            }

            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (isLast)
            {
                ended.TrySetResult();
            }
        }
    }

    [Fact]
    public async Task An_application_server_of_a_version_before_is_asked_one_by_one()
    {
        var (alone, together) = (0, 0);
        await using var appServer = WebApplication.CreateSlimBuilder().Build();
        appServer.Urls.Add("http://127.0.0.1:0");
        appServer.MapPost("/api/votes/ihop", () =>
        {
            Interlocked.Increment(ref alone);
            return Results.StatusCode(StatusCodes.Status201Created);
        });
        appServer.MapFallback(() =>
        {
            Interlocked.Increment(ref together);
            return Results.NotFound();
        });
        await appServer.StartAsync(Cancelled);
        await using var web = await WebProcess.StartAsync(new Uri(appServer.Urls.Single()));

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(async _ =>
        {
            using var answer = await web.Client.PostVoteAsync("ihop", $"{Guid.NewGuid()}");
            return answer.StatusCode;
        }));

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.Created, status));
        Assert.Equal(30, alone);
        Assert.True(together > 0, "no two of them shared a request");
    }

    [Fact]
    public async Task From_outside_nobody_casts_several_votes_at_once()
    {
        var before = await _yelb.Api.VotesAsync();
        using var answer = await _yelb.Web.PostAsJsonAsync("/api/ballots", new[] { new { restaurant = "ihop", key = $"{Guid.NewGuid()}" } }, Cancelled);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(before, await _yelb.Api.VotesAsync());
    }

    /// <summary>What a vote is answered, and the same vote for another restaurant, without what differs each time.</summary>
    private async Task<(string First, string Again)> AnswersAsync(string restaurant, bool withOthers)
    {
        var key = $"{Guid.NewGuid()}";
        var others = Enumerable.Range(0, withOthers ? 60 : 0);
        var answers = new List<string>();
        foreach (var asked in new[] { restaurant, "ihop" })
        {
            // Those before it keep it waiting, and those after it share its request.
            var before = others.Select(_ => CastAsync("chipotle", $"{Guid.NewGuid()}")).ToList();
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/votes/{asked}") { Headers = { { "Idempotency-Key", key } } };
            var sent = _yelb.Web.SendAsync(request, Cancelled);
            await Task.WhenAll(before.Concat(others.Select(_ => CastAsync("chipotle", $"{Guid.NewGuid()}"))));
            using var answer = await sent;
            var headers = answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key is not ("Date" or "X-Served-By" or "Content-Length" or "Transfer-Encoding"))
                .Select(h => $"{h.Key}: {string.Join(',', h.Value)}").Order(StringComparer.Ordinal);
            var body = Differing().Replace(await answer.Content.ReadAsStringAsync(Cancelled), "");
            answers.Add($"{answer.StatusCode}\n{string.Join('\n', headers)}\n{body}");
        }

        return (answers[0], answers[1]);
    }

    /// <summary>The number of the vote; and the trace, which a problem names that is the whole answer to a request.</summary>
    [GeneratedRegex("(?<=\"value\":)\\d+|,\"traceId\":\"[^\"]*\"")]
    private static partial Regex Differing();

    private async Task<(HttpStatusCode Status, long Value)> CastAsync(string restaurant, string key)
    {
        using var answer = await _yelb.Web.PostVoteAsync(restaurant, key);
        return (answer.StatusCode, answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("value").GetInt64() : 0);
    }
}
