using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Yelb.Voting;

namespace Yelb.Web.Api;

/// <summary>
/// Votes with a key, as the page sends them: those that wait at the same moment share one request, and each voter has the
/// answer to his own. One that comes alone goes as it is. A key lets its voter send the vote again, whatever became of the
/// others; votes without one never share.
/// </summary>
internal sealed partial class SharedVotes(ApiTransport transport, ApiForwarder forwarder, ILogger<SharedVotes> logger)
{
    private readonly Batcher<(KeyedVote Vote, CancellationToken Left), SharedAnswer> _votes = new(ApiOutage.Limit, ApiOutage.HoldUp, votes => CastAsync(transport, votes));

    public async Task AnswerAsync(HttpContext context, string restaurant)
    {
        if (!MayShare(context, restaurant))
        {
            await forwarder.ForwardAsync(context);
            return;
        }

        SharedAnswer answer;
        try
        {
            answer = await _votes.AskAsync((new(restaurant, context.Request.Headers[IdempotencyKey.Header].ToString()), context.RequestAborted));
        }
        catch (Exception e) when (ApiOutage.IsNoAnswer(e) || e is JsonException)
        {
            LogNotCast(e.Message);
            await ApiOutage.ExplainAsync(context, e);
            return;
        }

        await answer.WriteAsync(context.Response);
    }

    /// <summary>Anything else is for yelb-appserver to judge.</summary>
    private static bool MayShare(HttpContext context, string restaurant) =>
        Restaurant.Find(restaurant) is not null
        && context.Request.Path.Value == $"/api/votes/{restaurant}"
        && !context.Request.QueryString.HasValue
        && context.Request.Headers[IdempotencyKey.Header] is [{ } key]
        && IdempotencyKey.TryParse(key, out _)
        && context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true };

    private static async Task<SharedAnswer[]> CastAsync(ApiTransport transport, (KeyedVote Vote, CancellationToken Left)[] voters)
    {
        using var limit = new CancellationTokenSource(ApiOutage.Limit);
        // When the last of them has given up, what is still on its way must not count behind their backs.
        var waiting = voters.Length;
        var left = Array.ConvertAll(voters, voter => voter.Left.Register(() =>
        {
            if (Interlocked.Decrement(ref waiting) == 0)
            {
                limit.Cancel();
            }
        }));
        try
        {
            return await CastAsync(transport, Array.ConvertAll(voters, voter => voter.Vote), limit.Token);
        }
        finally
        {
            Array.ForEach(left, registration => registration.Dispose());
        }
    }

    private static async Task<SharedAnswer[]> CastAsync(ApiTransport transport, KeyedVote[] votes, CancellationToken limit)
    {
        using var request = votes is [var lone] ? Of(lone) : Of(votes);
        using var response = await transport.SendAsync(request, limit);
        if (votes.Length > 1 && response.StatusCode == HttpStatusCode.NotFound)
        {
            // One of a version before, as there may be during a deployment.
            return await Task.WhenAll(votes.Select(async vote => (await CastAsync(transport, [vote], limit)).Single()));
        }

        return votes.Length == 1 || !response.IsSuccessStatusCode
            ? [.. Enumerable.Repeat(await SharedAnswer.ReadAsync(response, limit), votes.Length)]
            : await SharedAnswer.ReadAllAsync(response, votes, limit);
    }

    private static HttpRequestMessage Of(KeyedVote vote)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{ApiTransport.Address}/api/votes/{vote.Restaurant}");
        request.Headers.TryAddWithoutValidation(IdempotencyKey.Header, vote.Key);
        return request;
    }

    private static HttpRequestMessage Of(KeyedVote[] votes) => new(HttpMethod.Post, $"{ApiTransport.Address}/api/ballots")
    {
        Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(votes, VotesJson.Default.KeyedVoteArray))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        },
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "votes were not answered by yelb-appserver: {Reason}")]
    private partial void LogNotCast(string reason);
}
