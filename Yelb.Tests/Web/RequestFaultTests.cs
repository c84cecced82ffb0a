using EcsServiceConnect.Rehearsal.Tests;
using Yelb.Tests.Requests;

namespace Yelb.Tests.Web;

/// <summary>What one client sends, whatever it is, harms no other and is no fault of ours.</summary>
[Collection(nameof(OneAtATime))]
public sealed class RequestFaultTests(YelbApplication yelb)
{
    private const int Requests = 1500;

    /// <param name="perSecond">The limit that random requests share; with a low one most of them are refused, which is to be as harmless.</param>
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task Random_requests_at_yelb_ui_are_their_senders_trouble_alone(int perSecond)
    {
        await using var web = await WebProcess.StartAsync(
            [("RateLimit__PerSecond", $"{perSecond}"), ("RateLimit__Burst", $"{perSecond}"), ("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true")],
            yelb.Api.BaseAddress!);
        // Another client than the random ones, for the limit.
        web.Client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        var (webLines, apiLines) = (web.Log.Count, (await AppServerLogAsync()).Count);

        var run = await RequestRun.RunAsync(web.Address, Requests, new(web.Client, "/", "/api/votes", "/api/getvotes", "/api/stats"));

        run.AssertNoFaults([
            .. ServiceLog.Faults("yelb-ui", [.. web.Log.Skip(webLines)], run.Requests),
            .. ServiceLog.Faults("yelb-appserver", [.. (await AppServerLogAsync()).Skip(apiLines)], run.Requests)]);
    }

    [Fact]
    public async Task Random_requests_at_yelb_appserver_are_their_senders_trouble_alone()
    {
        // The tests' own client logs each request, and may repeat it.
        using var client = new HttpClient { BaseAddress = yelb.Api.BaseAddress };
        var lines = (await AppServerLogAsync()).Count;

        // Its clients are yelb-ui, which may count the views of many at once.
        var run = await RequestRun.RunAsync(client.BaseAddress!, Requests, new(client, "/api/votes", "/api/getvotes", "/api/stats"), viewsOfEach: 256);

        run.AssertNoFaults(ServiceLog.Faults("yelb-appserver", [.. (await AppServerLogAsync()).Skip(lines)], run.Requests));
    }

    private Task<IReadOnlyList<string>> AppServerLogAsync() => yelb.LogAsync("yelb-appserver");
}
