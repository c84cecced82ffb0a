using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Serialization.Metadata;
using Yelb.Voting;

namespace Yelb.Web.Pages;

/// <summary>yelb-appserver, as the page's own code calls it. Null says that it gave no answer worth showing.</summary>
internal sealed partial class AppServer(HttpClient client, ILogger<AppServer> logger)
{
    // Asking for everything, with retries, ends here, so that a page is there within 2 s whatever happened.
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    // The application servers that answered so far, as they name themselves in X-Served-By.
    private readonly ConcurrentDictionary<string, bool> _answeredBy = [];

    /// <summary>Asks for everything that a page shows; what is not known in time is not on it.</summary>
    /// <param name="vote">The vote that led to the page.</param>
    /// <param name="newViews">How many visitors view it for the first time.</param>
    /// <param name="cancellationToken">Ends the asking early.</param>
    public async Task<PageContent> AskForPageAsync(VoteAnswer? vote, int newViews, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        // What counts is never repeated. Where it gets no answer the rest is read, each from whoever answers.
        var numbers = (newViews > 0 ? await CountAsync(newViews, deadline.Token) : null) ?? await ReadAsync(deadline.Token);
        return new PageContent
        {
            Poll = numbers.Poll,
            PageViews = numbers.PageViews,
            HostName = numbers.HostName,
            Servers = [.. _answeredBy.Keys.Order(StringComparer.Ordinal)],
            Vote = vote,
        };
    }

    /// <summary>Casts a vote.</summary>
    public async Task<VoteOutcome> VoteAsync(Restaurant restaurant, Guid key, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/votes/{restaurant}");
            request.Headers.Add(IdempotencyKey.Header, key.ToString());
            using var response = await SendAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.UnprocessableEntity)
            {
                return VoteOutcome.KeyUsed;
            }

            response.EnsureSuccessStatusCode();
            return VoteOutcome.Counted;
        }
        catch (Exception exception)
        {
            LogNoAnswer("POST /api/votes", Reason(exception));
            return VoteOutcome.Unconfirmed;
        }
    }

    /// <summary>Whether a vote is counted, as far as the application server tells.</summary>
    public async Task<bool> IsCountedAsync(Restaurant restaurant, Guid key, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/votes/{restaurant}?key={key}");
            using var response = await SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception)
        {
            LogNoAnswer("GET /api/votes", Reason(exception));
            return false;
        }
    }

    private Task<Numbers?> CountAsync(int views, CancellationToken cancellationToken) => AskAsync(
        HttpMethod.Post, $"/api/visits?count={views}", AppServerJson.Default.Visit, visit => new Numbers(Poll.From(visit.Votes), visit.Pageviews, visit.Hostname), cancellationToken);

    private async Task<Numbers> ReadAsync(CancellationToken cancellationToken)
    {
        var poll = AskAsync(HttpMethod.Get, "/api/votes", AppServerJson.Default.VoteCounts, answer => Poll.From(answer.Votes), cancellationToken);
        var views = AskAsync(HttpMethod.Get, "/api/stats", AppServerJson.Default.PageViews, answer => answer, cancellationToken);
        await Task.WhenAll(poll, views);
        return new(poll.Result, views.Result?.Pageviews, views.Result?.Hostname);
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

    private sealed record Numbers(Poll? Poll, long? PageViews, string? HostName);

    [LoggerMessage(Level = LogLevel.Warning, Message = "yelb-appserver gave no answer to {Request}: {Error}")]
    private partial void LogNoAnswer(string request, string error);
}
