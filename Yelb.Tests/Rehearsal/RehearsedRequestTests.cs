using EcsServiceConnect.Rehearsal.Tests;
using Yelb.Tests.Requests;

namespace Yelb.Tests.Rehearsal;

/// <summary>What one client sends to Yelb's published stack, through the load balancer and the proxies of Service Connect, harms no other.</summary>
[Collection(nameof(OneAtATime))]
public sealed class RehearsedRequestTests
{
    // Other ones in each run. All come from one address, and more than 800 would be over the burst that it may send.
    private const int Requests = 300;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    [Fact(Explicit = true, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused), Trait("Run", "by hand")]
    public async Task Random_requests_are_their_senders_trouble_alone()
    {
        await using var running = await RehearsedYelb.BeginAsync(await RehearsedYelb.TemplateAsync());
        await running.Stack.CreateServicesAsync(_patience, Patience.Token);
        Assert.All(running.Stack.Services, service => Assert.True(service.IsSteady, service.Name));
        using var client = new HttpClient { BaseAddress = running.Stack.PublicAddress };

        var run = await RequestRun.RunAsync(
            client.BaseAddress!, Requests, new(client, "/", "/api/votes", "/api/getvotes", "/api/stats"), isBehindLoadBalancer: true);

        run.AssertNoFaults([
            .. ServiceLog.Faults("yelb-ui", running.Log("yelb-ui"), run.Requests),
            .. ServiceLog.Faults("yelb-appserver", running.Log("yelb-appserver"), run.Requests)]);
        Assert.All(running.Stack.Services, service => Assert.True(service.IsSteady, service.Name));
    }
}
