using System.Net;
using System.Text.RegularExpressions;

namespace Yelb.Tests.Web;

public sealed partial class PageTests(YelbApplication yelb)
{
    [Fact]
    public async Task Raw_html_shows_everything()
    {
        var html = await yelb.Web.GetStringAsync("/", Patience.Token);
        var host = await yelb.Web.GetStringAsync("/api/hostname", Patience.Token);

        Assert.Contains("<title>Yelb</title>", html);
        Assert.Contains("Welcome to Yelb, the only hub for healthy food recommendations!", html);
        Assert.Equal(["IHOP", "Chipotle", "Outback", "Buca di Beppo"], CardTitle().Matches(html).Select(match => match.Groups[1].Value));
        Assert.Equal(["Pancakes", "Burritos", "Blooming onion", "Lasagne"], Dish().Matches(html).Select(match => match.Groups[1].Value));
        Assert.Equal(4, Regex.Count(html, "<button>Vote<span[^>]*> for [^<]+</span></button>"));
        Assert.Matches("""<text id="donut-total"[^>]*>[\d,]+</text>""", html);
        Assert.Equal(4, Regex.Count(html, @"<td[^>]*>[\d.]+ %</td>"));
        Assert.Equal(4, Regex.Count(html, """<p class="share"[^>]*>[\d.]+ %</p>"""));
        Assert.Contains("""<dd id="servers">1 application server</dd>""", html);
        Assert.Matches("""<dd id="page-views">[\d,]+</dd>""", html);
        Assert.Contains($"""<dd id="host-name">{host}</dd>""", html);
    }

    [Fact]
    public async Task Each_view_counts_and_HEAD_does_not()
    {
        var before = await PageViewsAsync();
        using var head = await yelb.Web.SendAsync(new(HttpMethod.Head, "/"), Patience.Token);
        var after = await PageViewsAsync();

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.True(after > before, $"page views went from {before} to {after}");
    }

    [Fact]
    public async Task Page_has_strict_headers()
    {
        using var response = await yelb.Web.GetAsync("/", Patience.Token);

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none';", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.DoesNotContain("*", policy);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.True(response.Headers.Contains("Permissions-Policy"));
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Assets_are_its_own_and_named_by_their_content()
    {
        var html = await yelb.Web.GetStringAsync("/", Patience.Token);
        var addresses = AssetAddress().Matches(html).Select(match => match.Groups[1].Value).ToArray();

        // The font is named once more, in the style sheet, and would be fetched twice under two names.
        var styles = await yelb.Web.GetStringAsync(addresses.Single(address => address.EndsWith(".css", StringComparison.Ordinal)), Patience.Token);
        Assert.Contains('/' + FontAddress().Match(styles).Groups[1].Value, addresses);

        Assert.Equal(4, addresses.Length);
        foreach (var address in addresses)
        {
            Assert.Matches(@"^/(yelb|favicon|figtree)\.[a-z0-9]{10}\.(css|js|svg|woff2)$", address);
            using var asset = await yelb.Web.GetAsync(address, Patience.Token);
            Assert.Equal(HttpStatusCode.OK, asset.StatusCode);
        }
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task Health_is_good(string path)
    {
        using var response = await yelb.Web.GetAsync(path, Patience.Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/nothing", HttpStatusCode.NotFound)]
    [InlineData("PUT", "/", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/votes/ihop", HttpStatusCode.MethodNotAllowed)]
    public async Task What_is_not_there_has_strict_headers_too(string method, string path, HttpStatusCode expected)
    {
        using var response = await yelb.Web.SendAsync(new(new(method), path), Patience.Token);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.StartsWith("default-src 'none';", Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task Vulnerabilities_have_an_address_and_a_time_until_it_is_good()
    {
        using var response = await yelb.Web.GetAsync("/.well-known/security.txt", Patience.Token);
        var text = await response.Content.ReadAsStringAsync(Patience.Token);

        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Matches($"(?m)^Contact: mailto:security@{yelb.WebAddress.Host}$", text);
        var expires = DateTimeOffset.Parse(Regex.Match(text, "(?m)^Expires: (.+)$").Groups[1].Value, provider: null);
        // RFC 9116, section 2.5.5: less than a year.
        Assert.InRange(expires, DateTimeOffset.UtcNow.AddDays(1), DateTimeOffset.UtcNow.AddDays(365));
    }

    private async Task<long> PageViewsAsync()
    {
        var html = await yelb.Web.GetStringAsync("/", Patience.Token);
        return PageHtml.Number(PageViews().Match(html).Groups[1].Value);
    }

    [GeneratedRegex("<h2 id=\"title-[^\"]+\">([^<]+)</h2>")]
    private static partial Regex CardTitle();

    [GeneratedRegex("</h2>\\s*<p>([^<]+)</p>")]
    private static partial Regex Dish();

    [GeneratedRegex("<dd id=\"page-views\">([\\d,]+)</dd>")]
    private static partial Regex PageViews();

    [GeneratedRegex("url\\(\"([^\"]+)\"\\)")]
    private static partial Regex FontAddress();

    [GeneratedRegex("<(?:link|script)[^>]* (?:href|src)=\"([^\"]+)\"")]
    private static partial Regex AssetAddress();
}
