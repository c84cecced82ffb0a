using Microsoft.Extensions.Primitives;

namespace Yelb.Web.Api;

/// <summary>An answer of yelb-appserver, for several who asked for it: its status, headers and body as they came.</summary>
internal sealed class SharedAnswer
{
    /// <summary>Of one connection, not of the answer (RFC 9110, section 7.6.1).</summary>
    private static readonly string[] _hopByHop =
        ["Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade"];

    private readonly int _status;
    private readonly KeyValuePair<string, StringValues>[] _headers;
    private readonly byte[] _body;

    private SharedAnswer(HttpResponseMessage response, byte[] body)
    {
        _status = (int)response.StatusCode;
        _headers = [.. response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Where(header => !_hopByHop.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .Select(header => KeyValuePair.Create(header.Key, new StringValues([.. header.Value])))];
        _body = body;
    }

    public static async Task<SharedAnswer> ReadAsync(HttpResponseMessage response, CancellationToken limit) =>
        new(response, await response.Content.ReadAsByteArrayAsync(limit));

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
}
