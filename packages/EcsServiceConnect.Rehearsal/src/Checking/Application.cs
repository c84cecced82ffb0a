using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Text.Json;
using EcsServiceConnect.Rehearsal.LoadBalancing;

namespace EcsServiceConnect.Rehearsal.Checking;

/// <summary>The application as its users reach it.</summary>
internal sealed class Application : IDisposable
{
    private readonly HttpClient _client;

    /// <param name="address">Its load balancer's.</param>
    public Application(Uri address) => _client = new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        // What an HTTPS listener shows stands for a certificate that clients trust.
        SslOptions = new() { RemoteCertificateValidationCallback = (_, certificate, _, errors) => errors == SslPolicyErrors.None || SelfSignedCertificate.IsOurs(certificate) },

        // Sees the balancing over replicas, and no request is repeated on a connection that was just closed.
        PooledConnectionLifetime = TimeSpan.FromSeconds(5),
    })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(20),
    };

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _client.GetAsync(path, cancellationToken).ConfigureAwait(false);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The events of a stream, as they come.</summary>
    public Task<Stream> OpenAsync(string path, CancellationToken cancellationToken) => _client.GetStreamAsync(path, cancellationToken);

    /// <summary>Whether a counter's request was acknowledged.</summary>
    public async Task<HttpStatusCode> RaiseAsync(Counter counter, CancellationToken cancellationToken)
    {
        var (method, path) = counter.Raise.Split(' ', 2) is [var verb, var target] ? (verb, target) : ("POST", counter.Raise);
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            // SocketsHttpHandler repeats a request without content when the connection ends before its answer.
            Content = new ByteArrayContent([]),
        };
        if (counter.IsIdempotent)
        {
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        }

        using var response = await _client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return response.StatusCode;
    }

    /// <exception cref="HttpRequestException">It is not there.</exception>
    public async Task<long> ReadAsync(Counter counter, CancellationToken cancellationToken)
    {
        var (status, body) = await GetAsync(counter.Read, cancellationToken).ConfigureAwait(false);
        if (status != HttpStatusCode.OK)
        {
            throw new HttpRequestException(string.Create(CultureInfo.InvariantCulture, $"GET {counter.Read} answers {(int)status}"));
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            return counter.Pointer.Split('/').Skip(1)
                .Select(p => p.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))
                .Aggregate(document.RootElement, (at, name) => at.ValueKind == JsonValueKind.Array ? at[int.Parse(name, CultureInfo.InvariantCulture)] : at.GetProperty(name))
                .GetInt64();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            throw new HttpRequestException($"GET {counter.Read} has no number at {counter.Pointer}", e);
        }
    }

    /// <summary>As <see cref="ReadAsync"/>, for some time: the clients of a store that was away take a moment to connect again.</summary>
    public async Task<long> ReadEventuallyAsync(Counter counter, TimeSpan patience, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await ReadAsync(counter, cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException) when (clock.Elapsed < patience)
            {
                await Task.Delay(100, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => _client.Dispose();
}
