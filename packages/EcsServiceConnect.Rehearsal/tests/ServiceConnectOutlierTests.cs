using System.Net;
using EcsServiceConnect.Rehearsal.ServiceConnect;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>Hosts that can't be connected to.</summary>
public sealed class ServiceConnectOutlierTests
{
    private static readonly IPEndPoint _host = new(IPAddress.Loopback, 1);

    private static CancellationToken Cancelled => Patience.Token;

    [Fact]
    public void The_defaults_are_those_of_the_documentation()
    {
        var settings = new ServiceConnectSettings();

        Assert.Equal((2, 5), (settings.Retries, settings.EjectionFailures));
        Assert.Equal((30, 30, 300), (settings.EjectionWindow.TotalSeconds, settings.EjectionTime.TotalSeconds, settings.MaximumEjectionTime.TotalSeconds));
    }

    [Fact]
    public void Five_failures_in_30_seconds_take_a_host_out_each_time_for_longer()
    {
        var time = new ManualTime();
        var outliers = new OutlierDetection(new(), time);
        bool[] Fail(int times) => [.. Enumerable.Range(0, times).Select(_ => outliers.HasFailed(_host))];

        Assert.Equal([false, false, false, false], Fail(4));
        time.Now += TimeSpan.FromSeconds(31);
        Assert.Equal([false, false, false, false], Fail(4));
        Assert.False(outliers.IsOut(_host));

        foreach (var seconds in new[] { 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 300 })
        {
            Assert.Contains(true, Fail(5));
            time.Now += TimeSpan.FromSeconds(seconds - 1);
            Assert.True(outliers.IsOut(_host));
            time.Now += TimeSpan.FromSeconds(1);
            Assert.False(outliers.IsOut(_host));
            time.Now += TimeSpan.FromSeconds(31);
        }
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task A_host_that_refuses_is_left_out_for_a_while_and_then_tried_again()
    {
        await using var stage = new ServiceConnectStage(ServiceConnectStage.Http);
        var refusing = await stage.RefuseAsync("api/1");
        await stage.ServeAsync("api/2");
        var web = await stage.CallAsync(new() { EjectionFailures = 3, EjectionTime = TimeSpan.FromSeconds(3) });
        using var client = web.CreateClient();

        while (web.Proxy.Ejected.Count == 0)
        {
            Assert.Equal("api/2", await client.GetStringAsync(ServiceConnectStage.Address, Cancelled));
        }

        Assert.Equal([("api-http", $"{refusing.Network.Address}:{TestTask.Port}")], web.Proxy.Ejected);
        var before = web.Metrics.Target("web", "api-http").Counts;
        Assert.Equal((3, 1), (before.Retries, before.Ejections));
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("api/2", await client.GetStringAsync(ServiceConnectStage.Address, Cancelled));
        }

        Assert.Equal(0, (web.Metrics.Target("web", "api-http").Counts - before).Retries);
        while (web.Proxy.Ejected.Count > 0)
        {
            await Task.Delay(20, Cancelled);
        }

        await client.GetStringAsync(ServiceConnectStage.Address, Cancelled);
        await client.GetStringAsync(ServiceConnectStage.Address, Cancelled);
        Assert.NotEqual(0, (web.Metrics.Target("web", "api-http").Counts - before).Retries);
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task Where_all_are_out_all_are_tried()
    {
        await using var stage = new ServiceConnectStage(ServiceConnectStage.Http);
        var only = await stage.RefuseAsync("api/1");
        var web = await stage.CallAsync(new() { EjectionFailures = 3 });
        using var client = web.CreateClient();
        using var failed = await client.GetAsync(ServiceConnectStage.Address, Cancelled);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, failed.StatusCode);
        Assert.Single(web.Proxy.Ejected);

        await only.AnswerAsync(context => Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, "back"));

        Assert.Equal("back", await client.GetStringAsync(ServiceConnectStage.Address, Cancelled));
    }

    private sealed class ManualTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
