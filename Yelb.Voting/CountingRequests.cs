using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace Yelb.Voting;

/// <summary>Requests that count a vote or a page view each time they come.</summary>
public static class CountingRequests
{
    private const string Api = "/api/";
    private const string Votes = "/api/votes/";

    /// <summary>The routes of the original Yelb that count though their method is GET.</summary>
    private static readonly FrozenSet<string> _countingGets = Restaurant.All.Select(restaurant => $"{Api}{restaurant}")
        .Concat([$"{Api}pageviews", $"{Api}getstats"])
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a request is a vote, of the original Yelb (GET) or of the clean API (POST).</summary>
    public static bool IsVote(string method, string path) =>
        HttpMethods.IsPost(method) ? path.StartsWith(Votes, StringComparison.Ordinal) && Restaurant.Find(path[Votes.Length..]) is not null
        : HttpMethods.IsGet(method) && path.StartsWith(Api, StringComparison.Ordinal) && Restaurant.Find(path[Api.Length..]) is not null;

    /// <summary>
    /// Keeps every <see cref="HttpClient"/> of the client factory from repeating the GETs of the original Yelb that count,
    /// but for those with a <see cref="IdempotencyKey.Header"/>. To the service defaults a GET is safe, as it is in any other application
    /// (RFC 9110, section 9.2.1).
    /// </summary>
    public static void RepeatNoCountingGet(this IServiceCollection services) =>
        services.PostConfigureAll<HttpStandardResilienceOptions>(options =>
        {
            var standard = options.Retry.ShouldHandle;
            options.Retry.ShouldHandle = async args =>
                args.Context.GetRequestMessage() is { } request && !IsCountingGet(request) && await standard(args);
        });

    private static bool IsCountingGet(HttpRequestMessage request) =>
        request.Method == HttpMethod.Get
        && !request.Headers.Contains(IdempotencyKey.Header)
        && _countingGets.Contains(request.RequestUri?.AbsolutePath ?? "");
}
