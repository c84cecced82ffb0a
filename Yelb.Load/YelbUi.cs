using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.ServiceDiscovery.Http;
using Yelb.Voting;

namespace Yelb.Load;

/// <summary>yelb-ui, by the name that service discovery knows. Each request is sent once, whatever comes of it.</summary>
/// <remarks>
/// Not yelb-appserver: published, the load runs as an ECS task of its own, without a service. Service Connect gives names
/// to the tasks of services only, and what has an address of its own in AWS is the load balancer before yelb-ui.
/// </remarks>
internal sealed class YelbUi(IServiceDiscoveryHttpMessageHandlerFactory discovery) : IDisposable
{
    // Not of the client factory, whose clients retry.
    private readonly HttpClient _client = new(discovery.CreateHandler(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        // So that addresses that a load balancer gets later are used too.
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        UseCookies = false,
        UseProxy = false,
    }))
    {
        BaseAddress = new Uri("http://yelb-ui"),
        Timeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>Sends one request: a vote each second time, for one restaurant after the other, a look at the votes otherwise.</summary>
    public async Task<Outcome> SendAsync(long number)
    {
        var isVote = number % 2 == 0;
        var path = isVote ? $"/api/votes/{Restaurant.All[(int)(number / 2 % Restaurant.All.Length)]}" : "/api/votes";
        using var request = new HttpRequestMessage(isVote ? HttpMethod.Post : HttpMethod.Get, path)
        {
            // SocketsHttpHandler repeats a request without content when the server closes the connection before its answer.
            Content = new ByteArrayContent([]),
        };
        if (isVote)
        {
            request.Headers.Add(IdempotencyKey.Header, Guid.NewGuid().ToString());
        }

        string error;
        try
        {
            using var response = await _client.SendAsync(request);
            if (response.IsSuccessStatusCode)
            {
                return new(isVote, null);
            }

            error = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        }
        // The exception of sockets: a connection that was reset as soon as it was made.
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or SocketException)
        {
            error = exception is OperationCanceledException ? "no answer within 10 s" : exception.Message;
        }

        return new(isVote, $"{request.Method} {path}: {error}");
    }

    public void Dispose() => _client.Dispose();
}

/// <summary>What came of a request.</summary>
/// <param name="IsVote">Whether it was a vote.</param>
/// <param name="Failure">The request and what went wrong; null where it was answered with success.</param>
internal sealed record Outcome(bool IsVote, string? Failure);
