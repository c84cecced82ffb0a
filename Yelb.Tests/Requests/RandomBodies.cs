using System.Globalization;
using System.Text;

namespace Yelb.Tests.Requests;

/// <summary>Bodies: forms and others, and how they are said to end.</summary>
internal static class RandomBodies
{
    private static readonly string[] _urlEncoded =
    [
        "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-7", "application/x-www-form-urlencoded; charset=utf-16",
        "application/x-www-form-urlencoded; charset=nonsense", "application/x-www-form-urlencoded; charset=\u00e9", "APPLICATION/X-WWW-FORM-URLENCODED;;",
    ];

    private static readonly string[] _multipart =
    [
        "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=b", "multipart/form-data; boundary=b", "multipart/form-data; boundary=\"b\"; charset=utf-7",
        "multipart/form-data; boundary=other", "multipart/form-data; boundary=" + new string('b', 200), "multipart/form-data; boundary=\u00e9", "multipart/mixed; boundary=b",
    ];

    /// <summary>A form such as the page's, or one that is wrong: its Content-Type and content.</summary>
    public static (string Type, string Content) Form(Random random) => random.Next(3) switch
    {
        0 => (random.Pick(_multipart), Multipart(random)),
        1 => (random.Pick(_multipart.AsSpan()[..4]) is var type && random.Chance(0.5) ? type : random.Pick(_urlEncoded), UrlEncoded(random)),
        _ => (_urlEncoded[random.Chance(0.7) ? 0 : random.Next(_urlEncoded.Length)], UrlEncoded(random)),
    };

    public static (string Type, string Content) Other(Random random) => random.Next(4) switch
    {
        0 => ("application/json", random.Pick("{}", "{\"key\":", "[[[[[[[[", "null", "\u00e9")),
        1 => ("text/plain", random.Value(random.Length())),
        2 => ("application/octet-stream", random.Value(random.Pick(1, 1023, 1024, 1025, 65_535, 65_536, 65_537))),
        _ => (random.Pick("\u00e9", "/", "text/html; charset=\u00e9"), random.Value(random.Length())),
    };

    /// <summary>The header that tells where the body ends, with the body; and whether it ends there.</summary>
    public static (string Header, string Body, bool IsWhole) Framed(Random random, string content) => random.Next(12) switch
    {
        < 5 => ($"Content-Length: {content.Length}\r\n", content, true),
        < 7 => ("Transfer-Encoding: chunked\r\n", Chunked(random, content), true),
        7 => ($"Content-Length: {content.Length + random.Next(1, 100)}\r\n", content, false),
        8 => ($"Content-Length: {Math.Max(0, content.Length - random.Next(1, 100))}\r\n", content, false),
        9 => (random.Pick("Content-Length: -1", "Content-Length: +5", "Content-Length: 5, 5", "Content-Length: 5\r\nContent-Length: 6", "Content-Length: 99999999999999999999", "Content-Length: \u00e9", "Content-Length:") + "\r\n", content, false),
        10 => (random.Pick("Transfer-Encoding: gzip", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: xchunked", "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: \u00e9", $"Content-Length: {content.Length}\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity") + "\r\n", Chunked(random, content), false),
        _ => ("Transfer-Encoding: chunked\r\n", WronglyChunked(random, content), false),
    };

    private static string UrlEncoded(Random random) => random.Next(12) switch
    {
        < 5 => $"key={Key(random)}",
        5 => random.Pick("", "key", "key=", "=", "&&&", "key=%zz", "key=%00", "key=%", "key=\u00e9", "key=%ff%fe", "KEY=x", "key=a&key=b", "key=+ADw-script+AD4-"),
        6 => Repeated("f{0}=x&", random.Pick(1000, 1023, 1024, 1100)) + $"key={Key(random)}",
        7 => $"{random.Word(random.Pick(2000, 2048, 2049, 5000))}=x&key={Key(random)}",
        8 => $"key={random.Word(random.Pick(1000, 60_000, 65_532, 65_533, 70_000))}",
        _ => $"key={random.Value(random.Length())}",
    };

    private static string Multipart(Random random)
    {
        var part = $"--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\n{Key(random)}\r\n";
        return random.Next(10) switch
        {
            < 3 => part + "--b--\r\n",
            3 => part,
            4 => part[..random.Next(part.Length)],
            5 => Repeated("--b\r\nContent-Disposition: form-data; name=\"f{0}\"\r\n\r\nx\r\n", 1100) + part + "--b--\r\n",
            6 => $"--b\r\nContent-Disposition: form-data; name=\"key\"\r\nX-Long: {random.Word(random.Pick(16_000, 16_384, 40_000))}\r\n\r\nx\r\n--b--\r\n",
            7 => "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\u00e9\"\r\nContent-Type: \u00e9\r\n\r\nx\r\n" + part + "--b--\r\n",
            8 => "--b\r\nno colon\r\n\r\nx\r\n--b--\r\n",
            _ => "--b\r\n" + Repeated("X-{0}: x\r\n", 40) + "\r\nx\r\n--b--\r\n",
        };
    }

    private static string Chunked(Random random, string content)
    {
        var body = new StringBuilder();
        for (var at = 0; at < content.Length;)
        {
            var size = Math.Min(content.Length - at, random.Pick(1 + random.Next(10), 1000, 100_000));
            // Never thousands of chunks of a few bytes.
            size = Math.Max(size, Math.Min(content.Length - at, content.Length / 20));
            body.Append(CultureInfo.InvariantCulture, $"{size:X}{(random.Chance(0.1) ? ";a=\"b\"" : "")}\r\n{content.AsSpan(at, size)}\r\n");
            at += size;
        }

        return body.Append("0\r\n").Append(random.Chance(0.1) ? "X-Last: 1\r\n" : "").Append("\r\n").ToString();
    }

    private static string WronglyChunked(Random random, string content) => random.Next(8) switch
    {
        0 => random.Pick("FFFFFFFFFF", "FFFFFFFF", "7FFFFFFF", "80000000", "FFFFFFFFFFFFFFFF", "10000000000000000") + "\r\nx",
        1 => random.Pick("-1", "0x5", "z", "", " 5", "5 5", "+5", "\u00e9") + "\r\nhello\r\n0\r\n\r\n",
        2 => "5\nhello\n0\n\n",
        3 => "5\r\nhelloXX0\r\n\r\n",
        4 => "5\r\nhel",
        5 => "5\r\nhello\r\n",
        6 => $"5;{random.Word(random.Pick(100, 20_000))}\r\nhello\r\n0\r\n\r\n",
        _ => "0\r\n" + random.Pick("no colon\r\n\r\n", "\u00e9: x\r\n\r\n", $"X: {random.Word(40_000)}\r\n\r\n", "", "Content-Length: 5\r\n\r\n") + content,
    };

    private static string Repeated(string part, int count) => string.Concat(Enumerable.Range(0, count).Select(i => part.Replace("{0}", $"{i}", StringComparison.Ordinal)));

    private static Guid Key(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
