using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Yelb.Voting;

namespace Yelb.Tests.Api;

/// <summary>The resilience of the service defaults, with what Yelb counts by GET, against a server that fails each time.</summary>
public sealed class RetryTests
{
    [Theory]
    [InlineData("GET", "/api/votes", false, true)]
    [InlineData("HEAD", "/api/getvotes", false, true)]
    [InlineData("POST", "/api/votes/ihop", true, true)]
    [InlineData("GET", "/api/ihop", true, true)]
    [InlineData("POST", "/api/votes/ihop", false, false)]
    [InlineData("POST", "/api/visits", false, false)]
    [InlineData("PUT", "/anything", false, false)]
    [InlineData("DELETE", "/anything", false, false)]
    [InlineData("GET", "/api/ihop", false, false)]
    [InlineData("GET", "/api/ihop?x=1", false, false)]
    [InlineData("GET", "/api/getstats", false, false)]
    [InlineData("GET", "/api/pageviews", false, false)]
    public async Task Request_is_repeated_only_where_it_cannot_count_twice(string method, string path, bool withKey, bool repeated)
    {
        var server = new FailingServer(() => new(HttpStatusCode.ServiceUnavailable));
        using var answer = await SendAsync(server, method, path, withKey);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(repeated, server.Requests > 1);
    }

    [Theory]
    [InlineData("GET", "/api/votes", true)]
    [InlineData("POST", "/api/visits", false)]
    public async Task Connection_that_is_reset_as_soon_as_it_is_made_is_repeated_alike(string method, string path, bool repeated)
    {
        // As SocketsHttpHandler lets it out: ResettingServer says when.
        var server = new FailingServer(() => throw new SocketException((int)SocketError.NotConnected));
        await Assert.ThrowsAsync<SocketException>(() => SendAsync(server, method, path, withKey: false));

        Assert.Equal(repeated, server.Requests > 1);
    }

    private static async Task<HttpResponseMessage> SendAsync(FailingServer server, string method, string path, bool withKey)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.AddServiceDefaults();
        builder.Services.RepeatNoCountingGet();
        builder.Services.AddHttpClient("yelb").ConfigurePrimaryHttpMessageHandler(() => server);
        using var host = builder.Build();
        using var client = host.Services.GetRequiredService<IHttpClientFactory>().CreateClient("yelb");

        using var request = new HttpRequestMessage(new(method), $"http://127.0.0.1{path}");
        if (withKey)
        {
            request.Headers.Add("Idempotency-Key", "one vote");
        }

        return await client.SendAsync(request, Patience.Token);
    }

    private sealed class FailingServer(Func<HttpResponseMessage> fail) : HttpMessageHandler
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            return Task.FromResult(fail());
        }
    }
}
