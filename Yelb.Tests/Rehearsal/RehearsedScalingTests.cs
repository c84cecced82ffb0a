using EcsServiceConnect.Rehearsal.Checking;
using EcsServiceConnect.Rehearsal.Tests;

namespace Yelb.Tests.Rehearsal;

/// <summary>Scaling on what is measured.</summary>
public sealed class RehearsedScalingTests
{
    [Fact(Explicit = true, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces), Skip = Namespaces.Refused), Trait("Run", "by hand")]
    public async Task A_service_is_scaled_out_on_the_requests_that_its_proxies_count()
    {
        var cancellation = Patience.Token;
        // A request a second for each task, where the published policy has a hundred.
        await using var running = await RehearsedYelb.BeginAsync(await RehearsedYelb.TemplateAsync(), plan => plan with
        {
            Services = [.. plan.Services.Select(s => s.Scaling is { } scaling ? s with { Scaling = scaling with { Policies = [.. scaling.Policies.Where(p => p.Metric == "RequestCountPerTarget").Select(p => p with { Target = 60 })] } } : s)],
        });
        await running.Stack.CreateServicesAsync(TimeSpan.FromSeconds(60), cancellation);
        var appServer = running.Stack.Find("yelb-appserver");
        Assert.Equal(1, appServer.DesiredCount);
        using var application = new Application(running.Stack.PublicAddress!);

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var load = Task.Run(
            async () =>
            {
                while (!enough.IsCancellationRequested)
                {
                    await application.GetAsync("/api/votes", cancellation);
                }
            },
            cancellation);
        var isScaled = await appServer.WaitUntilAsync(s => s is { DesiredCount: > 1, IsSteady: true }, TimeSpan.FromSeconds(60), cancellation);
        await enough.CancelAsync();
        await load;

        Assert.True(isScaled);
        Assert.True(appServer.DesiredCount <= appServer.Plan.Scaling!.Maximum);
    }
}
