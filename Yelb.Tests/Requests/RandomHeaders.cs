using System.Text;

namespace Yelb.Tests.Requests;

/// <summary>Headers: those that somebody on the way to the stores reads, with values that he may not expect, and unknown ones.</summary>
internal static class RandomHeaders
{
    private static readonly (string Name, string[] Values)[] _known =
    [
        ("Accept-Encoding", ["gzip", "br", "gzip, br;q=0.5", "identity;q=0", "*;q=0", "\u00e9", "gzip;q=\u00e9", "", ",,,", "gzip, gzip, gzip", "zstd", "br;q=NaN"]),
        ("Accept", ["*/*", "text/html", "application/json;q=\u00e9", "/", "text/event-stream"]),
        ("Accept-Language", ["de", "*", "\u00fc"]),
        ("Cookie", ["name=Jos\u00e9", "a=b; a=c", "=", ";;;"]),
        ("Referer", ["http://localhost/caf\u00e9", "not a uri", ""]),
        ("User-Agent", ["Jos\u00e9", "(((", ""]),
        ("Idempotency-Key", ["one", "", " ", "\u00e9", "two words", "a,b", "\"quoted\""]),
        ("Connection", ["close", "keep-alive", "Idempotency-Key", "Cookie, Host", "Upgrade", "close, Content-Length", "\u00e9", "TE", ",", "Transfer-Encoding"]),
        ("Upgrade", ["websocket", "h2c", "\u00e9"]),
        ("Keep-Alive", ["timeout=5", "\u00e9"]),
        ("TE", ["trailers", "gzip", "\u00e9"]),
        ("Trailer", ["X-Last", "Content-Length", "\u00e9"]),
        ("Expect", ["100-continue", "200-ok", "\u00e9", ""]),
        ("X-Forwarded-For", ["203.0.113.99", "203.0.113.99, ::1", "not an address", "\u00e9", "999.1.1.1", "[::1]:80", ",", "unknown"]),
        ("X-Forwarded-Proto", ["https", "https, http", "gopher", "\u00e9", "javascript:"]),
        ("X-Forwarded-Host", ["evil.example", "\u00e9", "a, b"]),
        ("X-Forwarded-Prefix", ["/x", "\u00e9"]),
        ("X-Original-URL", ["/api/outage"]),
        ("Forwarded", ["for=203.0.113.99;proto=https", "\u00e9"]),
        ("traceparent", ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-0-0-0", "\u00e9", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"]),
        ("tracestate", ["a=b", "\u00e9", ",,,"]),
        ("baggage", ["a=b", "\u00e9=%zz", "=,=,="]),
        ("Request-Id", ["|a.b.", "\u00e9"]),
        ("Correlation-Context", ["a=b", "\u00e9"]),
        ("Range", ["bytes=0-0", "bytes=-1", "bytes=9-1", "bytes=0-0,2-2", "\u00e9", "bytes=99999999999999999999-"]),
        ("If-Range", ["\"x\"", "Thu, 01 Jan 1970 00:00:00 GMT", "\u00e9"]),
        ("If-Match", ["*", "\"x\"", "\u00e9"]),
        ("If-None-Match", ["*", "\"x\"", "W/\"x\", \"y\"", "\u00e9", "\"\u00e9\""]),
        ("If-Modified-Since", ["Thu, 01 Jan 1970 00:00:00 GMT", "yesterday", "\u00e9"]),
        ("If-Unmodified-Since", ["Thu, 01 Jan 1970 00:00:00 GMT", "\u00e9"]),
        ("Origin", ["null", "http://localhost", "https://evil.example", "\u00e9", "http://\u00e9", ""]),
        ("Sec-Fetch-Site", ["cross-site", "same-origin", "none", "\u00e9"]),
        ("Access-Control-Request-Method", ["POST", "\u00e9"]),
        ("Access-Control-Request-Headers", ["Idempotency-Key", "\u00e9"]),
        ("Authorization", ["Basic \u00e9", "Bearer x", ""]),
        ("Proxy-Authorization", ["Basic \u00e9"]),
        ("Proxy-Connection", ["keep-alive", "\u00e9"]),
        ("Content-Type", ["application/json", "\u00e9", "text/plain; charset=\u00e9"]),
        ("Content-Encoding", ["gzip", "\u00e9"]),
        ("Content-Language", ["de", "\u00e9"]),
        ("Content-Location", ["/", "\u00e9"]),
        ("Content-Range", ["bytes 0-0/1", "\u00e9"]),
        ("Content-Disposition", ["form-data; name=\"\u00e9\""]),
        ("Content-MD5", ["\u00e9", "AAAA"]),
        ("Expires", ["0", "\u00e9"]),
        ("Last-Modified", ["now", "\u00e9"]),
        ("Date", ["now", "\u00e9"]),
        ("Max-Forwards", ["0", "\u00e9"]),
        ("Cache-Control", ["no-cache", "\u00e9", "max-age=-1"]),
        ("Pragma", ["no-cache", "\u00e9"]),
        ("Via", ["1.1 x", "\u00e9"]),
        ("HTTP2-Settings", ["AAMAAABkAAQAAP__"]),
        (":path", ["/"]),
    ];

    private static readonly string[] _faults =
    [
        "no colon\r\n", ": no name\r\n", "X-Space : before the colon\r\n", " X-Folded: line\r\n", "X-Fold: a\r\n b\r\n", "X-Bare-LF: a\n", "X-Bare-CR: a\rb\r\n", "X-Nul: a\0b\r\n",
        "X-\u00e9: name\r\n", "X(Y): z\r\n", "X_Y: z\r\n", "X.Y: z\r\n", "\r\n",
    ];

    /// <summary>Lines of headers, each with its end.</summary>
    public static string Some(Random random)
    {
        var lines = new StringBuilder();
        var count = random.Next(60) switch { 0 => 99, 1 => 120, 2 => 0, _ => random.Next(1, 6) };
        for (var i = 0; i < count; i++)
        {
            lines.Append(One(random));
        }

        return lines.ToString();
    }

    /// <summary>Beyond ASCII mostly in UTF-8, since Kestrel refuses all else by itself.</summary>
    private static string Encoded(Random random, string value) => random.Chance(0.8) ? RawRequest.Utf8(value) : value;

    private static string One(Random random)
    {
        if (random.Chance(0.02))
        {
            return random.Pick(_faults);
        }

        if (random.Chance(0.2))
        {
            return $"X-{random.Word(1 + random.Length())}: {random.Value(random.Length())}\r\n";
        }

        var (name, values) = random.Pick(_known);
        name = random.Next(10) switch { 0 => name.ToLowerInvariant(), 1 => name.ToUpperInvariant(), _ => name };
        var line = $"{name}: {(random.Chance(0.7) ? Encoded(random, random.Pick(values)) : random.Value(random.Length()))}\r\n";
        return random.Chance(0.1) ? line + $"{name}: {random.Pick(values)}\r\n" : line;
    }
}
