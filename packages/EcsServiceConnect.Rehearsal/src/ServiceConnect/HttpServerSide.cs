using System.Net;
using EcsServiceConnect.Rehearsal.Forwarding;
using EcsServiceConnect.Rehearsal.Plan;
using Microsoft.AspNetCore.Http;

namespace EcsServiceConnect.Rehearsal.ServiceConnect;

/// <summary>What a task's proxy does with HTTP requests for the task: it hands them to the application on 127.0.0.1.</summary>
/// <remarks>An application that is not there is a 503, as from Envoy; time-outs are the client's proxy's (inferred).</remarks>
internal sealed class HttpServerSide : IDisposable
{
    private readonly IPEndPoint _application;
    private readonly ServedMetrics _metrics;
    private readonly Func<TimeSpan> _delay;
    private readonly bool _isBroken;
    private readonly HttpForwarding _forwarding;

    public HttpServerSide(EndpointPlan endpoint, string appProtocol, Dialer dialer, ServedMetrics metrics, Func<TimeSpan> delay, bool isBroken)
    {
        _application = new(IPAddress.Loopback, endpoint.ContainerPort);
        _metrics = metrics;
        _delay = delay;
        _isBroken = isBroken;
        _forwarding = new(
            async (address, cancellationToken) => new MeteredStream(await dialer.DialAsync(address, cancellationToken).ConfigureAwait(false), metrics.Processed),
            AppProtocol.Version(appProtocol),
            TimeSpan.Zero);
    }

    public async Task HandleAsync(HttpContext context)
    {
        _metrics.Requested();
        await Task.Delay(_delay(), context.RequestAborted).ConfigureAwait(false);
        if (_isBroken)
        {
            await HttpForwarding.AnswerAsync(context, StatusCodes.Status500InternalServerError, "A broken version.").ConfigureAwait(false);
            return;
        }

        var result = await _forwarding.SendAsync(context, _application, new ForwardedRequestTransformer(), CancellationToken.None).ConfigureAwait(false);
        if (result is not (ForwardingResult.Answered or ForwardingResult.Ended))
        {
            await HttpForwarding.AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, $"Upstream connection failed before the answer: {result}.").ConfigureAwait(false);
        }
    }

    public void Dispose() => _forwarding.Dispose();
}
