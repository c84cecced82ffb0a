using System.Net;
using Microsoft.AspNetCore.Http;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>How long a request and its answer may take over both proxies.</summary>
public sealed class ServiceConnectTimeoutTests
{
    private static CancellationToken Cancelled => Patience.Token;

    [Theory(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    [InlineData(700, 0, true)]
    [InlineData(0, 2000, false)]
    [InlineData(0, 0, false)]
    public async Task The_time_for_a_request_cuts_a_stream_that_flows(int perRequest, int idle, bool isCut)
    {
        // Longer than either time-out.
        const int Beats = 25;
        await using var stage = new ServiceConnectStage(ServiceConnectStage.Http with
        {
            PerRequestTimeout = TimeSpan.FromMilliseconds(perRequest),
            IdleTimeout = TimeSpan.FromMilliseconds(idle),
        });
        await stage.ServeAsync("api/1", async context =>
        {
            for (var i = 0; i < Beats; i++)
            {
                await context.Response.WriteAsync("beat\n", context.RequestAborted);
                await Task.Delay(100, context.RequestAborted);
            }
        });
        var web = await stage.CallAsync();
        using var client = web.CreateClient();

        using var response = await client.GetAsync(ServiceConnectStage.Address, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        var reading = response.Content.ReadAsStringAsync(Cancelled);
        if (isCut)
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => reading);
        }
        else
        {
            Assert.Equal(Beats * 5, (await reading).Length);
        }
    }

    [Theory(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    [InlineData(200, 0)]
    [InlineData(0, 200)]
    [InlineData(60_000, 200)]
    public async Task An_answer_that_does_not_begin_in_time_is_a_504(int perRequest, int idle)
    {
        await using var stage = new ServiceConnectStage(ServiceConnectStage.Http with
        {
            PerRequestTimeout = TimeSpan.FromMilliseconds(perRequest),
            IdleTimeout = TimeSpan.FromMilliseconds(idle),
        });
        await stage.ServeAsync("api/1", context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        var web = await stage.CallAsync();
        using var client = web.CreateClient();

        using var response = await client.GetAsync(ServiceConnectStage.Address, Cancelled);

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal(1, web.Metrics.Target("web", "api-http").Counts.Failures);
    }

    [Fact(Skip = Namespaces.Refused, SkipUnless = nameof(Namespaces.AreAllowed), SkipType = typeof(Namespaces))]
    public async Task The_headers_of_a_stream_do_not_wait_for_its_first_event()
    {
        await using var stage = new ServiceConnectStage(ServiceConnectStage.Http);
        await stage.ServeAsync("api/1", async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.FlushAsync(Cancelled);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var web = await stage.CallAsync();
        using var client = web.CreateClient();

        using var response = await client.GetAsync(ServiceConnectStage.Address, HttpCompletionOption.ResponseHeadersRead, Cancelled).WaitAsync(TimeSpan.FromSeconds(5), Cancelled);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
    }
}
