using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Yelb.Voting;

namespace Yelb.Web.Api;

/// <summary>An answer of yelb-appserver that several waited for, or the part of it that is for one of them: status, headers and body as they came.</summary>
internal sealed class SharedAnswer
{
    /// <summary>Of one connection, not of the answer (RFC 9110, section 7.6.1).</summary>
    private static readonly string[] _hopByHop =
        ["Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade"];

    private static readonly KeyValuePair<string, StringValues> _problem = new("Content-Type", "application/problem+json");

    private readonly int _status;
    private readonly KeyValuePair<string, StringValues>[] _headers;
    private readonly ReadOnlyMemory<byte> _body;

    private SharedAnswer(int status, KeyValuePair<string, StringValues>[] headers, ReadOnlyMemory<byte> body) => (_status, _headers, _body) = (status, headers, body);

    /// <summary>The whole answer.</summary>
    public static async Task<SharedAnswer> ReadAsync(HttpResponseMessage response, CancellationToken limit) => new(
        (int)response.StatusCode,
        [.. Headers(response.Headers), .. Headers(response.Content.Headers)],
        await response.Content.ReadAsByteArrayAsync(limit));

    /// <summary>The answer to each of several votes.</summary>
    /// <exception cref="JsonException">There are not as many.</exception>
    public static async Task<SharedAnswer[]> ReadAllAsync(HttpResponseMessage response, KeyedVote[] votes, CancellationToken limit)
    {
        var answers = JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(limit), VotesJson.Default.KeyedAnswerArray);
        if (answers?.Length != votes.Length)
        {
            throw new JsonException($"{votes.Length} votes had {answers?.Length ?? 0} answers.");
        }

        var headers = Headers(response.Headers).ToArray();
        return [.. votes.Zip(answers, (vote, answer) => Of(vote, answer, headers))];
    }

    public async Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = _status;
        foreach (var (name, value) in _headers)
        {
            response.Headers[name] = value;
        }

        // An answer that must not have a body has none here.
        if (_body.Length > 0)
        {
            response.ContentLength = _body.Length;
            await response.Body.WriteAsync(_body);
        }
    }

    private static SharedAnswer Of(KeyedVote vote, KeyedAnswer answer, KeyValuePair<string, StringValues>[] headers) => answer switch
    {
        { Vote: { } count } => new(answer.Status, [.. headers, new("Location", $"/api/votes/{vote.Restaurant}"), new("Content-Type", "application/json; charset=utf-8")], Bytes(count)),
        { Problem: { } problem, Status: StatusCodes.Status503ServiceUnavailable } => new(answer.Status, [.. headers, _problem, new("Retry-After", ApiOutage.RetryAfter)], Bytes(problem)),
        { Problem: { } problem } => new(answer.Status, [.. headers, _problem], Bytes(problem)),
        _ => throw new JsonException("A vote had neither a count nor a problem."),
    };

    private static byte[] Bytes(JsonElement json) => JsonMarshal.GetRawUtf8Value(json).ToArray();

    private static IEnumerable<KeyValuePair<string, StringValues>> Headers(System.Net.Http.Headers.HttpHeaders headers) =>
        from header in headers.NonValidated
        where !_hopByHop.Contains(header.Key, StringComparer.OrdinalIgnoreCase)
        select KeyValuePair.Create(header.Key, new StringValues([.. header.Value]));
}
