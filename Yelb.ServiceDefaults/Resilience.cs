using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Polly;

namespace Yelb.ServiceDefaults;

/// <summary>The standard HTTP resilience, with retries only of requests that may be carried out twice.</summary>
internal static class Resilience
{
    private const string IdempotencyKey = "Idempotency-Key";

    public static void AddResilience(this IHttpClientBuilder http) => http.AddStandardResilienceHandler(options =>
    {
        // Neighbours in one network: the standard's first pause of 2 s is long for someone who waits for a page.
        options.Retry.Delay = TimeSpan.FromSeconds(0.2);
        var isTransient = options.Retry.ShouldHandle;
        options.Retry.ShouldHandle = async args =>
            args.Context.GetRequestMessage() is { } request && MayRepeat(request)
            // SocketsHttpHandler of .NET 10 lets this one out as it is where a connection is reset as soon as it is made.
            && (args.Outcome.Exception is SocketException || await isTransient(args));
    });

    /// <summary>
    /// A lost connection, a time-out or a 5xx does not tell whether the request was carried out. A safe method
    /// (RFC 9110, section 9.2.1) changes nothing, and a request with an <c>Idempotency-Key</c> is counted once by
    /// the server however often it comes; any other is left to the caller, who alone may decide to vote again.
    /// </summary>
    internal static bool MayRepeat(HttpRequestMessage request) =>
        request.Headers.Contains(IdempotencyKey)
        || request.Method == HttpMethod.Get
        || request.Method == HttpMethod.Head
        || request.Method == HttpMethod.Options;
}
