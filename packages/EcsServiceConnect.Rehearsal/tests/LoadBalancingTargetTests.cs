using System.Net;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.LoadBalancing;
using Microsoft.AspNetCore.Http;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>Which target gets a request, and what becomes of one that has it.</summary>
public sealed class LoadBalancingTargetTests
{
    private static CancellationToken Cancelled => Patience.Token;

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task Healthy_targets_take_turns_and_others_get_nothing_until_they_are_well()
    {
        await using var stage = await LoadBalancingStage.StartAsync();
        var isWell = false;
        await stage.RegisterAsync("web/1", context => context.Response.WriteAsync("1"));
        await stage.RegisterAsync("web/2", context => context.Response.WriteAsync("2"));
        await stage.RegisterAsync("web/3", context =>
        {
            context.Response.StatusCode = isWell ? 200 : 500;
            return context.Response.WriteAsync("3");
        });
        await stage.UntilAsync("web/1", TargetHealth.Healthy);
        await stage.UntilAsync("web/2", TargetHealth.Healthy);
        await stage.UntilAsync("web/3", TargetHealth.Unhealthy);

        Assert.Equal(2, stage.Targets.HealthyCount);
        Assert.Equal(["1", "2"], await AnswersAsync(stage));
        isWell = true;
        await stage.UntilAsync("web/3", TargetHealth.Healthy);
        Assert.Equal(["1", "2", "3"], await AnswersAsync(stage));
        Assert.Equal((12, 12), (stage.Targets.Metrics.Counts.RequestCount, stage.Targets.Metrics.Counts.Code2XX));
    }

    [Fact]
    public void A_new_target_needs_one_good_check_and_later_ones_as_many_as_the_thresholds_say()
    {
        var target = new Target(new(IPAddress.Loopback, 1), LoadBalancingStage.Group.HealthCheck with { HealthyThreshold = 3, UnhealthyThreshold = 2 });
        List<TargetHealth> seen = [target.Health];
        foreach (var isGood in new[] { false, true, false, false, true, true, false, true, true, true })
        {
            target.Checked(isGood ? null : "it does not answer");
            seen.Add(target.Health);
        }

        const TargetHealth Healthy = TargetHealth.Healthy, Unhealthy = TargetHealth.Unhealthy;
        Assert.Equal(
            [TargetHealth.Initial, TargetHealth.Initial, Healthy, Healthy, Unhealthy, Unhealthy, Unhealthy, Unhealthy, Unhealthy, Unhealthy, Healthy],
            seen);
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task Where_no_target_is_healthy_all_are_used_and_one_that_refuses_is_a_502()
    {
        await using var stage = await LoadBalancingStage.StartAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await stage.GetAsync()).Status);
        await stage.RegisterAsync("web/1", context =>
        {
            context.Response.StatusCode = context.Request.Path == "/health" ? 500 : 200;
            return context.Response.WriteAsync("1");
        });
        await stage.RegisterAsync("web/2", answer: null);
        await stage.UntilAsync("web/1", TargetHealth.Unhealthy);
        await stage.UntilAsync("web/2", TargetHealth.Unhealthy);

        HttpStatusCode[] statuses = [(await stage.GetAsync()).Status, (await stage.GetAsync()).Status];

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.BadGateway], statuses.Order());
        Assert.Equal(2, stage.Targets.Metrics.Counts.ElbCode5XX);
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task A_target_that_is_silent_for_the_idle_time_is_a_504()
    {
        await using var stage = await LoadBalancingStage.StartAsync(LoadBalancingStage.Plan with { IdleTimeout = TimeSpan.FromMilliseconds(300) });
        await stage.RegisterAsync("web/1", context => Task.Delay(context.Request.Path == "/health" ? 0 : Timeout.Infinite, context.RequestAborted));

        Assert.Equal(HttpStatusCode.GatewayTimeout, (await stage.GetAsync()).Status);
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task A_target_that_drains_finishes_what_it_has_and_gets_nothing_new()
    {
        await using var stage = await LoadBalancingStage.StartAsync();
        var begun = new TaskCompletionSource();
        var mayEnd = new TaskCompletionSource();
        await stage.RegisterAsync("web/1", async context =>
        {
            if (context.Request.Path == "/slow")
            {
                begun.TrySetResult();
                await mayEnd.Task;
            }

            await context.Response.WriteAsync("1");
        });
        await stage.UntilAsync("web/1", TargetHealth.Healthy);
        var underWay = stage.GetAsync("/slow");
        await begun.Task;

        var draining = stage.Targets.DeregisterAsync("web/1");
        Assert.Equal(TargetHealth.Draining, stage.Targets.HealthOf("web/1"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await stage.GetAsync()).Status);
        Assert.False(draining.IsCompleted);
        mayEnd.SetResult();
        Assert.Equal((HttpStatusCode.OK, "1"), await underWay);
        await draining;
        Assert.Null(stage.Targets.HealthOf("web/1"));
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task Draining_ends_after_the_delay_at_the_latest()
    {
        await using var stage = await LoadBalancingStage.StartAsync();
        var begun = new TaskCompletionSource();
        await stage.RegisterAsync("web/1", async context =>
        {
            if (context.Request.Path == "/slow")
            {
                begun.TrySetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
        });
        var underWay = stage.GetAsync("/slow");
        await begun.Task;

        await stage.Targets.DeregisterAsync("web/1").WaitAsync(LoadBalancingStage.Group.DeregistrationDelay / 2, Cancelled);

        Assert.False(underWay.IsCompleted);
        await stage.Balancer.DisposeAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => underWay);
    }

    [Theory]
    [InlineData("200", 200, true)]
    [InlineData("200", 204, false)]
    [InlineData("200-299, 301", 204, true)]
    [InlineData("200-299,301", 301, true)]
    [InlineData("200-299,301", 302, false)]
    public void A_matcher_is_a_list_of_codes_and_ranges(string matcher, int status, bool matches) =>
        Assert.Equal(matches, TargetHealthMatcher.Parse(matcher).Matches(status));

    [Theory]
    [InlineData("2xx")]
    [InlineData("200-299-300")]
    [InlineData("")]
    public void A_matcher_that_is_no_such_list_is_named(string matcher) =>
        Assert.Contains($"'{matcher}'", Assert.Throws<RehearsalException>(() => TargetHealthMatcher.Parse(matcher)).Message, StringComparison.Ordinal);

    private static async Task<string[]> AnswersAsync(LoadBalancingStage stage)
    {
        var answers = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            answers.Add((await stage.GetAsync()).Body);
        }

        return [.. answers.Distinct().Order(StringComparer.Ordinal)];
    }
}
