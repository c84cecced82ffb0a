using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>HTTP from one task to others over both proxies.</summary>
public sealed class ServiceConnectHttpTests
{
    private static CancellationToken Cancelled => Patience.Token;

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task Requests_go_to_the_tasks_in_turn_and_pass_unchanged()
    {
        await using var stage = new ServiceConnectStage(ServiceConnectStage.Http);
        foreach (var name in new[] { "api/1", "api/2", "api/3" })
        {
            await stage.ServeAsync(name, context =>
            {
                context.Response.Headers["X-Target"] = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
                context.Response.Headers["X-Names"] = string.Join(' ', context.Request.Headers.Keys.Order(StringComparer.Ordinal));
                return context.Response.WriteAsync(name);
            });
        }

        var web = await stage.CallAsync();
        using var client = web.CreateClient();
        var answers = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            answers.Add(await client.GetStringAsync(ServiceConnectStage.Address, Cancelled));
        }

        Assert.Equal(["api/1", "api/2", "api/3", "api/1", "api/2", "api/3"], answers);
        using var response = await client.GetAsync(new Uri("http://api/a%2Fb/%7Ec?d=%20e"), Cancelled);
        Assert.Equal("/a%2Fb/~c?d=%20e", response.Headers.GetValues("X-Target").Single());
        // SingleSendHandler has it that a request without content says so.
        Assert.Equal("Content-Length Host", response.Headers.GetValues("X-Names").Single());
        Assert.Single(response.Headers.GetValues("Date"));
        Assert.False(response.Headers.Contains("Server"));
        var counts = web.Metrics.Target("web", "api-http").Counts;
        Assert.Equal((7, 7, 0), (counts.Requests, counts.Code2XX, counts.Retries));
        Assert.True(counts.ResponseTime > TimeSpan.Zero);
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task A_refused_connection_and_a_503_are_tried_again_elsewhere_with_the_body()
    {
        await using var stage = new ServiceConnectStage(ServiceConnectStage.Http);
        await stage.RefuseAsync("api/1");
        var dead = await stage.ServeAsync("api/2");
        await dead.StopApplicationAsync();
        await stage.ServeAsync("api/3", context => context.Request.Body.CopyToAsync(context.Response.Body, Cancelled));
        var web = await stage.CallAsync();
        using var client = web.CreateClient();

        foreach (var isChunked in new[] { false, true, false, true })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, ServiceConnectStage.Address) { Content = new StringContent(new string('v', 100_000)) };
            request.Headers.TransferEncodingChunked = isChunked;
            using var response = await client.SendAsync(request, Cancelled);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(100_000, (await response.Content.ReadAsStringAsync(Cancelled)).Length);
        }

        var counts = web.Metrics.Target("web", "api-http").Counts;
        // Of the turns 1-3, 3, 1-2-3, 1-3.
        Assert.Equal((4, 4, 1, 0), (counts.Retries, counts.Code2XX, counts.Code5XX, counts.Failures));
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task A_body_that_is_too_long_to_keep_is_not_sent_again()
    {
        await using var stage = new ServiceConnectStage(ServiceConnectStage.Http);
        var tries = 0;
        RequestDelegate refuse = async context =>
        {
            Interlocked.Increment(ref tries);
            await context.Request.Body.CopyToAsync(Stream.Null, Cancelled);
            context.Response.StatusCode = 503;
            await context.Response.WriteAsync("busy");
        };
        await stage.ServeAsync("api/1", refuse);
        await stage.ServeAsync("api/2", refuse);
        var web = await stage.CallAsync(new() { RetryBufferBytes = 1000 });
        using var client = web.CreateClient();

        using var tooLong = await client.PostAsync(ServiceConnectStage.Address, new StringContent(new string('v', 1001)), Cancelled);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "busy", 1), (tooLong.StatusCode, await tooLong.Content.ReadAsStringAsync(Cancelled), tries));

        using var fits = await client.PostAsync(ServiceConnectStage.Address, new StringContent(new string('v', 1000)), Cancelled);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "busy", 4), (fits.StatusCode, await fits.Content.ReadAsStringAsync(Cancelled), tries));
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task What_may_have_had_its_effect_is_not_tried_again()
    {
        await using var stage = new ServiceConnectStage(ServiceConnectStage.Http);
        var tries = 0;
        await stage.ServeAsync("api/1", context =>
        {
            tries++;
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        var breaking = await stage.AddAsync("api/2");
        using var listener = breaking.Network.Namespace.Bind(new(IPAddress.Any, TestTask.Port));
        listener.Listen();
        stage.Register("api/2", new(breaking.Network.Address, TestTask.Port));
        var web = await stage.CallAsync();
        using var client = web.CreateClient();

        using var failed = await client.PostAsync(ServiceConnectStage.Address, new StringContent("vote"), Cancelled);
        Assert.Equal((HttpStatusCode.InternalServerError, 1), (failed.StatusCode, tries));

        var reset = client.PostAsync(ServiceConnectStage.Address, new StringContent("vote"), Cancelled);
        using (var accepted = await listener.AcceptAsync(Cancelled))
        {
            await accepted.ReceiveAsync(new byte[1000], Cancelled);
        }

        using var broken = await reset;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 1), (broken.StatusCode, tries));
        Assert.Equal(0, web.Metrics.Target("web", "api-http").Counts.Retries);
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task Names_are_those_of_the_start_and_hosts_those_of_the_moment()
    {
        await using var stage = new ServiceConnectStage(ServiceConnectStage.Http with { Aliases = [new("api", 80), new("api", 81), new("api.yelb", 80)] });
        var web = await stage.CallAsync();
        using var client = web.CreateClient();
        Assert.Equal(["127.255.0.1 api", "127.255.0.2 api.yelb"], web.Proxy.Hosts);

        using var nobody = await client.GetAsync(ServiceConnectStage.Address, Cancelled);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, nobody.StatusCode);
        Assert.Equal("No host upstream for api-http.", await nobody.Content.ReadAsStringAsync(Cancelled));

        await stage.ServeAsync("api/1");
        Assert.Equal("api/1", await client.GetStringAsync(new Uri("http://api:81/"), Cancelled));
        stage.Api.Deregister("api/1");
        using var nobodyAgain = await client.GetAsync(ServiceConnectStage.Address, Cancelled);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, nobodyAgain.StatusCode);

        stage.Namespace.Create("late", ServiceConnectStage.Http with { DiscoveryName = "late", Aliases = [new("late", 80)] });
        Assert.DoesNotContain(web.Proxy.Hosts, l => l.Contains("late", StringComparison.Ordinal));
        var wrongPort = await Assert.ThrowsAsync<SocketException>(() => web.DialAsync("api", 82, Cancelled));
        Assert.Equal(SocketError.ConnectionRefused, wrongPort.SocketErrorCode);
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task An_application_may_listen_everywhere_at_the_port_of_what_it_calls()
    {
        await using var stage = new ServiceConnectStage(ServiceConnectStage.Http with { Aliases = [new("api", TestTask.Port)] });
        await stage.ServeAsync("api/1");
        var web = await stage.CallAsync();
        await web.AnswerAsync(context => context.Response.WriteAsync("web"));
        using var client = web.CreateClient();

        Assert.Equal("api/1", await client.GetStringAsync(new Uri($"http://api:{TestTask.Port}/"), Cancelled));
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task Http2_passes_over_both_proxies_with_its_trailers()
    {
        await using var stage = new ServiceConnectStage(ServiceConnectStage.Http with { AppProtocol = "grpc", IngressPortOverride = 18080 });
        var task = await stage.AddAsync("api/1");
        await task.AnswerAsync(
            async context =>
            {
                // As a gRPC server does.
                await context.Request.Body.CopyToAsync(Stream.Null);
                context.Response.DeclareTrailer("grpc-status");
                await context.Response.WriteAsync(context.Request.Protocol);
                context.Response.AppendTrailer("grpc-status", "0");
            },
            HttpProtocols.Http2);
        await stage.RegisterAsync(task);
        var web = await stage.CallAsync();
        using var client = web.CreateClient();

        using var request = new HttpRequestMessage(HttpMethod.Post, ServiceConnectStage.Address) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await client.SendAsync(request, Cancelled);

        Assert.Equal("HTTP/2", await response.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task An_answer_that_overtakes_its_request_is_whole()
    {
        await using var stage = new ServiceConnectStage(ServiceConnectStage.Http with { AppProtocol = "grpc", IngressPortOverride = 18080 });
        var task = await stage.AddAsync("api/1");
        // It reads no body, and has the rest of it reset.
        await task.AnswerAsync(context => context.Response.WriteAsync("enough"), HttpProtocols.Http2);
        await stage.RegisterAsync(task);
        var web = await stage.CallAsync();
        using var client = web.CreateClient();

        for (var i = 0; i < 50; i++)
        {
            using var content = new EndlessContent();
            using var request = new HttpRequestMessage(HttpMethod.Post, ServiceConnectStage.Address) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content };
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);

            Assert.Equal("enough", await response.Content.ReadAsStringAsync(Cancelled));
        }
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task What_is_served_is_counted_and_slowed_where_it_is_served()
    {
        await using var stage = new ServiceConnectStage(ServiceConnectStage.Http);
        var api = await stage.ServeAsync("api/1");
        var web = await stage.CallAsync();
        using var client = web.CreateClient();
        api.Delays.Slow("api/1", TimeSpan.FromMilliseconds(300));

        using var response = await client.PostAsync(ServiceConnectStage.Address, new StringContent(new string('v', 5000)), Cancelled);

        Assert.True(web.Metrics.Target("web", "api-http").Counts.ResponseTime >= TimeSpan.FromMilliseconds(295));
        var counts = api.Metrics.Served("api-http").Counts;
        Assert.Equal((1, 1, 1), (counts.RequestCount, counts.NewConnectionCount, counts.ActiveConnectionCount));
        Assert.InRange(counts.ProcessedBytes, 5000, 6000);
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task What_is_under_way_when_the_proxy_stops_is_finished_and_nothing_new_is_taken()
    {
        await using var stage = new ServiceConnectStage(ServiceConnectStage.Http);
        var begun = new TaskCompletionSource();
        var mayEnd = new TaskCompletionSource();
        var api = await stage.ServeAsync("api/1", async context =>
        {
            begun.SetResult();
            await mayEnd.Task;
            await context.Response.WriteAsync("done");
        });
        var web = await stage.CallAsync();
        using var client = web.CreateClient();
        var underWay = client.GetStringAsync(ServiceConnectStage.Address, Cancelled);
        await begun.Task;

        var stopping = api.Proxy.StopAsync(TimeSpan.FromSeconds(5));
        using var refused = await client.GetAsync(ServiceConnectStage.Address, Cancelled);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.False(stopping.IsCompleted);
        mayEnd.SetResult();

        Assert.Equal("done", await underWay);
        await stopping;
    }

    /// <summary>A body that begins, and does not end before nobody wants it any more.</summary>
    private sealed class EndlessContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, Cancelled);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(new byte[1000], cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
