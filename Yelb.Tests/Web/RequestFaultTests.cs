using Yelb.Tests.Api;
using Yelb.Tests.Requests;

namespace Yelb.Tests.Web;

/// <summary>What one client sends, whatever it is, harms no other and is no fault of ours.</summary>
public sealed class RequestFaultTests(OwnYelb own) : IClassFixture<OwnYelb>
{
    private const int Requests = 3000;

    private readonly YelbApplication _yelb = own.Yelb;

    /// <param name="perSecond">The limit that random requests share; with a low one most of them are refused, which is to be as harmless.</param>
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task Random_requests_at_yelb_ui_are_their_senders_trouble_alone(int perSecond)
    {
        await using var web = await WebProcess.StartAsync(
            [("RateLimit__PerSecond", $"{perSecond}"), ("RateLimit__Burst", $"{perSecond}"), ("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true")], _yelb.Api.BaseAddress!);
        // Another client than the random ones, for the limit.
        web.Client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        var (votes, views) = ((await _yelb.Api.VotesAsync())[OrdinaryClient.Restaurant], await _yelb.Api.PageViewsAsync());
        var (webLines, apiLines) = (web.Log.Count, (await _yelb.LogAsync("yelb-appserver")).Count);
        var ordinary = new OrdinaryClient(web.Client, "/", "/api/votes", "/api/getvotes", "/api/stats");

        var run = await RequestRun.RunAsync(web.Address, Requests, ordinary);

        await ordinary.CheckVotesAsync(votes);
        var all = run.Sent + ordinary.Requests;
        var viewed = await _yelb.Api.PageViewsAsync() - views;
        run.AssertNoFaults([
            .. ordinary.Faults,
            // A request counts one view at most, and each of the ordinary client's pages one.
            .. viewed < ordinary.Reads("/") || viewed > ordinary.Reads("/") + run.Sent ? [$"{viewed} page views were counted."] : Array.Empty<string>(),
            .. ServiceLog.Faults("yelb-ui", [.. web.Log.Skip(webLines)], all),
            .. ServiceLog.Faults("yelb-appserver", [.. (await _yelb.LogAsync("yelb-appserver")).Skip(apiLines)], all)]);
    }

    [Fact]
    public async Task Random_requests_at_yelb_appserver_are_their_senders_trouble_alone()
    {
        var votes = (await _yelb.Api.VotesAsync())[OrdinaryClient.Restaurant];
        var lines = (await _yelb.LogAsync("yelb-appserver")).Count;
        // The tests' own client logs each request, and may repeat it.
        using var client = new HttpClient { BaseAddress = _yelb.Api.BaseAddress };
        var ordinary = new OrdinaryClient(client, "/api/votes", "/api/getvotes", "/api/stats");

        var run = await RequestRun.RunAsync(_yelb.Api.BaseAddress!, Requests, ordinary);

        await ordinary.CheckVotesAsync(votes);
        run.AssertNoFaults([
            .. ordinary.Faults,
            .. ServiceLog.Faults("yelb-appserver", [.. (await _yelb.LogAsync("yelb-appserver")).Skip(lines)], run.Sent + ordinary.Requests)]);
    }
}
