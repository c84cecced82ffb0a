namespace Yelb.Tests.Web;

/// <summary>What a browser fetches before anybody asks for it is viewed by nobody.</summary>
public sealed class PrefetchTests
{
    [Theory]
    [InlineData("Sec-Purpose", "prefetch", false)]
    [InlineData("Sec-Purpose", "prefetch;prerender", false)]
    [InlineData("Purpose", "prefetch", false)]
    [InlineData("Sec-Purpose", "something-else", true)]
    public async Task A_page_that_is_fetched_in_case_somebody_views_it_does_not_count(string header, string value, bool counts)
    {
        using var appServer = new FaultyAppServer((_, _) => Task.CompletedTask);
        await using var web = await WebProcess.StartAsync(appServer.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add(header, value);

        using var page = await web.Client.SendAsync(request, Patience.Token);

        Assert.Equal(counts, appServer.Requests.Any(r => r.StartsWith("POST /api/visits?count=1", StringComparison.Ordinal)));
        Assert.Contains(appServer.Requests, r => r.StartsWith("GET /api/votes", StringComparison.Ordinal));
    }
}
