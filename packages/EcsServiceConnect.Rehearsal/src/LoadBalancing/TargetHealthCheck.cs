using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Forwarding;
using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.LoadBalancing;

/// <summary>Asks targets whether they are well.</summary>
/// <remarks>
/// Elastic Load Balancing User Guide, "Health checks for Application Load Balancer target groups": a GET on a connection of
/// its own every interval, however long the answer took. The interval is at the clock's speed, the time-out is not.
/// </remarks>
internal sealed class TargetHealthCheck : IDisposable
{
    private readonly TargetHealthCheckPlan _plan;
    private readonly TargetHealthMatcher _matcher;
    private readonly RehearsalClock _clock;
    private readonly HttpClient _client;

    /// <exception cref="RehearsalException">The plan's matcher is none.</exception>
    public TargetHealthCheck(TargetHealthCheckPlan plan, Dialer dialer, RehearsalClock clock)
    {
        _plan = plan;
        _matcher = TargetHealthMatcher.Parse(plan.Matcher);
        _clock = clock;
        _client = new(new SocketsHttpHandler
        {
            ConnectCallback = async (connect, cancellationToken) =>
                await dialer.DialAsync(new(IPAddress.Parse(connect.DnsEndPoint.Host), connect.DnsEndPoint.Port), cancellationToken).ConfigureAwait(false),
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
        })
        {
            Timeout = plan.Timeout,
        };
        _client.DefaultRequestHeaders.ConnectionClose = true;
        _client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "ELB-HealthChecker/2.0");
    }

    /// <summary>Checks a target until it is draining.</summary>
    public async Task RunAsync(Target target, CancellationToken cancellationToken)
    {
        while (target.Health != TargetHealth.Draining && !cancellationToken.IsCancellationRequested)
        {
            var next = _clock.DelayAsync(_plan.Interval, cancellationToken);
            target.Checked(await FailureAsync(target.Address, cancellationToken).ConfigureAwait(false));
            await next.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _client.Dispose();

    // Null where it is well.
    private async Task<string?> FailureAsync(IPEndPoint target, CancellationToken cancellationToken)
    {
        var port = _plan.Port ?? target.Port;
        try
        {
            using var response = await _client.GetAsync(new Uri($"http://{target.Address}:{port}{_plan.Path}"), cancellationToken).ConfigureAwait(false);
            return _matcher.Matches((int)response.StatusCode) ? null
                : string.Create(CultureInfo.InvariantCulture, $"GET {_plan.Path} answered {(int)response.StatusCode}, and {_plan.Matcher} is healthy{(response.StatusCode is HttpStatusCode.NotFound ? "; does the project map its health endpoints?" : "")}");
        }
        catch (UriFormatException)
        {
            return $"'{_plan.Path}' is no path for a health check; write one that begins with /";
        }
        catch (HttpRequestException failure)
        {
            return failure.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
                ? string.Create(CultureInfo.InvariantCulture, $"nothing listens at port {port}")
                : failure.InnerException is SocketException { SocketErrorCode: SocketError.TimedOut }
                ? string.Create(CultureInfo.InvariantCulture, $"port {port} takes no connection; do the security groups let the load balancer in?")
                : $"GET {_plan.Path} got no answer: {failure.Message}";
        }
        catch (OperationCanceledException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"GET {_plan.Path} got no answer at port {port} in {_plan.Timeout.TotalSeconds:0} s");
        }
    }
}
