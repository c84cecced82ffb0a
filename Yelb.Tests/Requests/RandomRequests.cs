namespace Yelb.Tests.Requests;

/// <summary>Requests such as nobody sends who means well, and the like of them that do: the same for the same seed.</summary>
internal sealed class RandomRequests(int seed)
{
    /// <summary>The request of this number, whatever others were made before.</summary>
    public RawRequest this[int number] => Make(new Random(unchecked((seed * 1_000_003) + number)));

    private static RawRequest Make(Random random)
    {
        var (line, headers, body, isWhole) = random.Next(10) switch
        {
            < 3 => Read(random),
            < 6 => FormVote(random),
            < 8 => ApiVote(random),
            _ => Any(random),
        };
        var host = random.Next(25) switch
        {
            0 => "",
            1 => $"Host: {random.Pick("\u00c3\u00a9", "", "a b", "localhost:99999", "x, y", "localhost\r\nHost: localhost")}\r\n",
            _ => "Host: localhost\r\n",
        };
        var close = random.Chance(0.7) ? "Connection: close\r\n" : "";
        var text = $"{line}\r\n{host}{close}{headers}{body}";
        return random.Next(30) switch
        {
            0 => new(text, RequestEnding.Resets),
            1 => new(text[..random.Next(text.Length)], RequestEnding.SendsNoMore),
            _ => new(text, isWhole ? RequestEnding.Waits : RequestEnding.SendsNoMore),
        };
    }

    private static (string Line, string Headers, string Body, bool IsWhole) Read(Random random) =>
        ($"GET {RandomTargets.Known(random)} HTTP/1.1", RandomHeaders.Some(random), "\r\n", true);

    private static (string Line, string Headers, string Body, bool IsWhole) FormVote(Random random)
    {
        var (type, content) = RandomBodies.Form(random);
        var odd = random.Chance(0.3) ? RandomHeaders.Some(random) : "";
        return WithBody(random, $"POST /votes/{random.Pick(RandomTargets.Restaurants)} HTTP/1.1", $"Sec-Fetch-Site: same-origin\r\n{odd}", type, content);
    }

    private static (string Line, string Headers, string Body, bool IsWhole) ApiVote(Random random)
    {
        var line = $"POST {random.Pick("/api/votes/ihop", "/api/votes/chipotle", "/api/visits", "/api/visits?count=256", "/api/pageviews")} HTTP/1.1";
        var key = random.Next(4) switch
        {
            0 => $"Idempotency-Key: {random.Word(random.Pick(1, 36, 127, 128, 129))}\r\n",
            1 => "Idempotency-Key: a\r\nIdempotency-Key: b\r\n",
            2 => $"Idempotency-Key: {random.Value(random.Length())}\r\n",
            _ => "",
        };
        var headers = key + (random.Chance(0.5) ? RandomHeaders.Some(random) : "");
        if (random.Chance(0.5))
        {
            return (line, headers, "Content-Length: 0\r\n\r\n", true);
        }

        var (type, content) = RandomBodies.Other(random);
        return WithBody(random, line, headers, type, content);
    }

    private static (string Line, string Headers, string Body, bool IsWhole) Any(Random random)
    {
        var method = random.Next(12) switch
        {
            0 => random.Pick("get", "Post", "FOO", "M-SEARCH", "PRI", "G\u00e9T", "GET GET", "", "A" + random.Word(random.Length())),
            1 => random.Pick("PUT", "PATCH", "DELETE", "PROPFIND", "QUERY"),
            2 => random.Pick("TRACE", "CONNECT"),
            3 or 4 => "HEAD",
            5 => "OPTIONS",
            6 or 7 => "POST",
            _ => "GET",
        };
        var version = random.Chance(0.95) ? "HTTP/1.1" : random.Pick("HTTP/1.0", "HTTP/1.2", "HTTP/2.0", "http/1.1", "HTTP/", "", "HTTP/1.1 ");
        var line = $"{method} {RandomTargets.Odd(random)} {version}";
        if (random.Chance(method == "POST" ? 0.2 : 0.8))
        {
            // A POST without a length is told so.
            return (line, RandomHeaders.Some(random), "\r\n", true);
        }

        var (type, content) = random.Chance(0.5) ? RandomBodies.Form(random) : RandomBodies.Other(random);
        return WithBody(random, line, RandomHeaders.Some(random), type, content);
    }

    private static (string Line, string Headers, string Body, bool IsWhole) WithBody(Random random, string line, string headers, string type, string content)
    {
        var (header, body, isWhole) = RandomBodies.Framed(random, content);
        return (line, headers, $"Content-Type: {type}\r\n{header}\r\n{body}", isWhole);
    }
}
