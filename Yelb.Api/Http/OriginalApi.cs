using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Yelb.Api.Stores;
using Yelb.Voting;

namespace Yelb.Api.Http;

/// <summary>
/// The routes of the original Yelb (mreferre/yelb), answered byte by byte as it did, odd spaces and content types
/// included. HEAD, with which the original counted too, is answered where nothing is counted and is 405 elsewhere;
/// any other method is 404, as it was.
/// </summary>
internal static class OriginalApi
{
    private const string Json = "application/json";
    private const string Html = "text/html;charset=utf-8";

    private static readonly string[] _getOrHead = [HttpMethods.Get, HttpMethods.Head];

    private static VotesAnswer? _lastVotes;

    public static void MapOriginalApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api").WithTags("Original Yelb")
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        api.MapMethods("/hostname", _getOrHead, () => Answer(Environment.MachineName, Json))
            .WithSummary("The host name of the server that answers, bare");
        api.MapMethods("/getvotes", _getOrHead, GetVotesAsync)
            .WithSummary("The votes for each restaurant");
        api.MapGet("/getstats", GetStatsAsync).RefuseIdempotencyKey()
            .WithSummary("Counts a page view; host name and page views");
        api.MapGet("/pageviews", CountPageViewAsync).RefuseIdempotencyKey()
            .WithSummary("Counts a page view; the number of them");
        foreach (var restaurant in Restaurant.All)
        {
            api.MapGet(
                $"/{restaurant}",
                ([FromHeader(Name = IdempotencyKey.Header)] string? key, Votes votes) =>
                    VoteRequest.CastAsync(restaurant, key, votes, vote => Number(vote.Count, Html)))
                .RefuseSeveralKeys()
                .WithSummary($"Votes for {restaurant}; its votes");
            RefuseHead($"/{restaurant}");
            RefuseOthers($"/{restaurant}");
        }

        RefuseHead("/getstats");
        RefuseOthers("/getstats");
        RefuseOthers("/hostname");
        RefuseOthers("/getvotes");
        // Not /pageviews, whose other methods are the clean API's.

        void RefuseHead(string route) => api.MapMethods(route, [HttpMethods.Head], (HttpResponse response) =>
        {
            response.Headers.Allow = HttpMethods.Get;
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        }).ExcludeFromDescription();

        void RefuseOthers(string route) => api.Map(route, () => TypedResults.NotFound()).ExcludeFromDescription();
    }

    private static async Task<Utf8ContentHttpResult> GetVotesAsync(Votes votes)
    {
        var counts = await votes.CountAsync();
        // Requests that shared a query share its answer.
        if (_lastVotes is not { } last || last.Counts != counts)
        {
            _lastVotes = last = new(counts);
        }

        return last.Answer;
    }

    private static async Task<Utf8ContentHttpResult> GetStatsAsync(PageViews pageViews) => Answer(
        $$"""{"hostname": "{{Environment.MachineName}}", "pageviews":{{await pageViews.CountAsync()}}}""", Json);

    private static async Task<Utf8ContentHttpResult> CountPageViewAsync(PageViews pageViews) =>
        Number(await pageViews.CountAsync(), Json);

    private static Utf8ContentHttpResult Number(long number, string contentType) =>
        Answer(number.ToString(CultureInfo.InvariantCulture), contentType);

    /// <summary>As bytes, because a string would have its content type rewritten with a space.</summary>
    private static Utf8ContentHttpResult Answer(string body, string contentType) =>
        TypedResults.Text(Encoding.UTF8.GetBytes(body), contentType);

    private sealed class VotesAnswer(VoteCount[] counts)
    {
        public VoteCount[] Counts => counts;

        // In the order of Restaurant.All.
        public Utf8ContentHttpResult Answer { get; } = OriginalApi.Answer(
            $$"""[{{Entry(counts[0])}},{{Entry(counts[1])}},{{Entry(counts[2])}}, {{Entry(counts[3])}}]""", Json);

        private static string Entry(VoteCount count) => $$"""{"name": "{{count.Name}}", "value": {{count.Value}}}""";
    }
}
