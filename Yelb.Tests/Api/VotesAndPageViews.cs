using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Yelb.Tests.Api;

/// <summary>
/// Voting and reading through the clean API. Test classes that compare counts exactly share the collection of this
/// name, so that they do not vote into each other's sums.
/// </summary>
internal static class VotesAndPageViews
{
    public const string Name = "Votes and page views";

    public static readonly string[] Restaurants = ["outback", "bucadibeppo", "ihop", "chipotle"];

    public static async Task<Dictionary<string, long>> VotesAsync(this HttpClient api)
    {
        var answer = await api.GetFromJsonAsync<JsonElement>("/api/votes", Patience.Token);
        return answer.Votes();
    }

    /// <summary>The votes in an answer that has them.</summary>
    public static Dictionary<string, long> Votes(this JsonElement answer) => answer.GetProperty("votes").EnumerateArray()
        .ToDictionary(vote => vote.GetProperty("name").GetString()!, vote => vote.GetProperty("value").GetInt64());

    public static async Task<long> PageViewsAsync(this HttpClient api)
    {
        var answer = await api.GetFromJsonAsync<JsonElement>("/api/stats", Patience.Token);
        return answer.GetProperty("pageviews").GetInt64();
    }

    /// <summary>With a key it is sent again where a store did not answer in time, as the page does: on a busy machine one may not.</summary>
    public static async Task<HttpResponseMessage> PostVoteAsync(this HttpClient api, string restaurant, string? key = null)
    {
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/votes/{restaurant}");
            if (key is not null)
            {
                request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            }

            var answer = await api.SendAsync(request, Patience.Token);
            if (key is null || answer.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                return answer;
            }

            answer.Dispose();
        }
    }

    /// <summary>Votes, and gives the number that the vote was answered with.</summary>
    public static async Task<long> VoteAsync(this HttpClient api, string restaurant, string? key = null)
    {
        using var answer = await api.PostVoteAsync(restaurant, key);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var count = await answer.Content.ReadFromJsonAsync<JsonElement>(Patience.Token);
        return count.GetProperty("value").GetInt64();
    }
}
