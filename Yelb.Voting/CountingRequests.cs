using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace Yelb.Voting;

/// <summary>Requests that count a vote or a page view each time they come.</summary>
public static class CountingRequests
{
    /// <summary>The routes of the original Yelb that count though their method is GET.</summary>
    private static readonly FrozenSet<string> _countingGets = Restaurant.All.Select(restaurant => $"/api/{restaurant}")
        .Concat(["/api/pageviews", "/api/getstats"])
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

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
