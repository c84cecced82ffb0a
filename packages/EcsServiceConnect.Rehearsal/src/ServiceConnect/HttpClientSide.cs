using System.Diagnostics;
using System.Net;
using EcsServiceConnect.Rehearsal.Forwarding;
using EcsServiceConnect.Rehearsal.Plan;
using Microsoft.AspNetCore.Http;

namespace EcsServiceConnect.Rehearsal.ServiceConnect;

/// <summary>What a task's proxy does with HTTP requests that the task sends to an endpoint.</summary>
/// <remarks>
/// Amazon ECS Developer Guide, "Amazon ECS Service Connect components": two retries on another host, perRequestTimeout and
/// idleTimeout. On what it tries again is inferred from App Mesh's default for Envoy: no connection, a refused stream, a
/// 503. A connection that breaks later is not retried, for the request may have had its effect.
/// </remarks>
internal sealed class HttpClientSide : IDisposable
{
    private readonly UpstreamHosts _hosts;
    private readonly EndpointPlan _endpoint;
    private readonly TestTrafficRule _testTraffic;
    private readonly TargetMetrics _metrics;
    private readonly ServiceConnectSettings _settings;
    private readonly HttpForwarding _forwarding;

    public HttpClientSide(UpstreamHosts hosts, EndpointPlan endpoint, TestTrafficRule testTraffic, string appProtocol, TargetMetrics metrics, ServiceConnectSettings settings)
    {
        _testTraffic = testTraffic;
        _hosts = hosts;
        _endpoint = endpoint;
        _metrics = metrics;
        _settings = settings;
        _forwarding = new(async (host, cancellationToken) => await hosts.DialAsync(host, cancellationToken).ConfigureAwait(false), AppProtocol.Version(appProtocol), endpoint.IdleTimeout);
    }

    public async Task HandleAsync(HttpContext context)
    {
        var body = new ReplayableBody(context.Request.Body, _settings.RetryBufferBytes);
        context.Request.Body = body;
        using var timeout = new CancellationTokenSource();
        if (_endpoint.PerRequestTimeout > TimeSpan.Zero)
        {
            timeout.CancelAfter(_endpoint.PerRequestTimeout);
        }

        var tried = new List<IPEndPoint>();
        var revision = _hosts.NextRevision(context.Request.Headers.TryGetValue(_testTraffic.Header, out var value) && _testTraffic.Fits(value));
        while (_hosts.Next(tried, revision) is { } host)
        {
            tried.Add(host);
            bool CanRetry() => tried.Count <= _settings.Retries && body.CanReplay;

            var attempt = new Attempt(_metrics, CanRetry);
            var result = await _forwarding.SendAsync(context, host, attempt, timeout.Token).ConfigureAwait(false);
            switch (result)
            {
                case ForwardingResult.Answered when !attempt.IsHeldBack:
                case ForwardingResult.Ended:
                    return;
                case ForwardingResult.Answered:
                case ForwardingResult.ConnectionFailed or ForwardingResult.ConnectionTimedOut or ForwardingResult.StreamRefused when CanRetry():
                    _metrics.Retried();
                    body.Rewind();
                    context.Response.Clear();
                    continue;
                case ForwardingResult.Cancelled or ForwardingResult.IdleTooLong:
                    await FailAsync(context, StatusCodes.Status504GatewayTimeout, "No answer from upstream in time.").ConfigureAwait(false);
                    return;
                default:
                    await FailAsync(context, StatusCodes.Status503ServiceUnavailable, $"Upstream connection failed before the answer: {result}.").ConfigureAwait(false);
                    return;
            }
        }

        await FailAsync(context, StatusCodes.Status503ServiceUnavailable, $"No host upstream for {_endpoint.DiscoveryName}.").ConfigureAwait(false);
    }

    public void Dispose() => _forwarding.Dispose();

    private Task FailAsync(HttpContext context, int status, string text)
    {
        _metrics.Failed();
        return HttpForwarding.AnswerAsync(context, status, text);
    }

    private sealed class Attempt(TargetMetrics metrics, Func<bool> canRetry) : ForwardedRequestTransformer
    {
        private readonly long _started = Stopwatch.GetTimestamp();

        /// <summary>Whether the answer is a 503 that the client does not get to see.</summary>
        public bool IsHeldBack { get; private set; }

        public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
        {
            if (proxyResponse is not null)
            {
                metrics.Answered((int)proxyResponse.StatusCode, Stopwatch.GetElapsedTime(_started));
            }

            IsHeldBack = proxyResponse?.StatusCode == HttpStatusCode.ServiceUnavailable && canRetry();
            return IsHeldBack ? ValueTask.FromResult(false) : base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        }
    }
}
