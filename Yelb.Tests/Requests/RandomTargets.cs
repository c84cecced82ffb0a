namespace Yelb.Tests.Requests;

/// <summary>Paths and queries: those that yelb-ui and yelb-appserver have, and what is close to them.</summary>
internal static class RandomTargets
{
    /// <summary>The restaurants that random requests vote for; they leave the other one alone.</summary>
    public static readonly string[] Restaurants = ["ihop", "chipotle", "bucadibeppo"];

    private static readonly string[] _api =
    [
        "/api/votes", "/api/getvotes", "/api/stats", "/api/hostname", "/api/getstats", "/api/pageviews", "/api/visits", "/api/live", "/api/votes/ihop",
        "/api/votes/chipotle", "/api/ihop", "/api/bucadibeppo", "/api/votes/nobody", "/api", "/api/", "/openapi/v1.json", "/health", "/alive",
    ];

    private static readonly string[] _page =
    [
        "/", "/?voted=ihop", "/?voted=nobody", "/votes/ihop", "/votes/nobody", "/votes/", "/yelb.css", "/yelb.js", "/favicon.svg", "/yelb.0123456789.css",
        "/figtree.0123456789.woff2", "/%2e%2e.0123456789.json", "/.well-known/security.txt", "/favicon.ico", "/index.php",
    ];

    private static readonly string[] _oddities =
    [
        "%0a", "%0d%0aX-Evil:%201", "%00", "%", "%z", "%zz", "%2f", "%5c", "%2e%2e/", "../", "./", "//", "\\", ";a=b", "%c3%28", "%e2%82%ac", "%ff", "+", "~", "*",
        "\u00e9", "\u00c3\u00a9", "\u0080", "#x", "?", "@", ":8080", "'\"<script>", "{}", "|", "^", "`",
    ];

    private static readonly string[] _queries =
    [
        "?", "?x", "?count=1", "?count=256", "?count=257", "?count=-1", "?count=", "?count=%zz", "?count=1&count=2", "?count=99999999999999999999", "?voted=ihop&voted=chipotle",
        "?voted=%00", "?voted=%0a", "?voted=\u00e9", "?x=%", "?x=%c3%28", "??", "?&&&=", "?=", "?[]=1", "?x=\u00ff",
    ];

    public static string Api(Random random) => random.Pick(_api);

    public static string Known(Random random) => random.Pick(random.Chance(0.6) ? _api : _page);

    /// <summary>One of the known, or with something odd about it.</summary>
    public static string Odd(Random random)
    {
        var path = Known(random);
        var at = random.Next(1, path.Length + 1);
        return random.Next(9) switch
        {
            0 => path.ToUpperInvariant(),
            1 => path + "/",
            2 => path.Insert(at, random.Pick(_oddities)),
            3 => path[..(at - 1)] + $"%{(int)path[at - 1]:x2}" + path[at..],
            4 => path + random.Pick(_queries),
            5 => path + "?x=" + random.Value(random.Length()).Replace(' ', '+'),
            6 => path + "/" + random.Word(random.Length()),
            7 => random.Pick("*", "http://localhost" + path, "http://\u00e9" + path, "localhost:80", "", "/" + random.Value(random.Length()).Replace(' ', '+'), "//" + path, "ftp://x/" + path),
            _ => path,
        };
    }
}
