using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;

namespace Yelb.Web;

/// <summary>yelb-appserver, as the page's own code calls it. Null says that it gave no answer worth showing.</summary>
internal sealed partial class AppServer(HttpClient client, ILogger<AppServer> logger)
{
    /// <summary>What service discovery finds it by.</summary>
    public const string Address = "http://yelb-appserver";

    private readonly ConcurrentDictionary<string, bool> _answeredBy = [];

    /// <summary>The application servers that answered so far, as they name themselves in X-Served-By.</summary>
    public IReadOnlyCollection<string> AnsweredBy => [.. _answeredBy.Keys.Order(StringComparer.Ordinal)];

    public Task<Poll?> GetPollAsync(CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Get, "/api/votes", AppServerJson.Default.VoteCounts, Poll.From, cancellationToken);

    public Task<Stats?> GetStatsAsync(CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Get, "/api/stats", AppServerJson.Default.Stats, stats => stats, cancellationToken);

    public Task<PageViews?> CountPageViewAsync(CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, "/api/pageviews", AppServerJson.Default.PageViews, views => views, cancellationToken);

    /// <summary>Casts a vote. False says that the application server did not confirm it.</summary>
    public async Task<bool> VoteAsync(Restaurant restaurant, Guid key, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/votes/{restaurant.Name}");
            request.Headers.Add("Idempotency-Key", key.ToString());
            using var response = await SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
            return true;
        }
        catch (Exception exception)
        {
            LogNoAnswer("POST /api/votes", Reason(exception));
            return false;
        }
    }

    private async Task<TResult?> AskAsync<TAnswer, TResult>(
        HttpMethod method, string path, JsonTypeInfo<TAnswer> type, Func<TAnswer, TResult> read, CancellationToken cancellationToken)
        where TResult : class
    {
        try
        {
            using var request = new HttpRequestMessage(method, path);
            using var response = await SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
            return read((await response.Content.ReadFromJsonAsync(type, cancellationToken))!);
        }
        // Whatever went wrong, the page says that this is not known and shows the rest.
        catch (Exception exception)
        {
            LogNoAnswer($"{method} {path}", Reason(exception));
            return null;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await client.SendAsync(request, cancellationToken);
        if (response.Headers.TryGetValues("X-Served-By", out var servers))
        {
            _answeredBy[string.Concat(servers)] = true;
        }

        return response;
    }

    private static string Reason(Exception exception) =>
        exception is OperationCanceledException ? "not in time" : exception.Message;

    [LoggerMessage(Level = LogLevel.Warning, Message = "yelb-appserver gave no answer to {Request}: {Error}")]
    private partial void LogNoAnswer(string request, string error);
}
