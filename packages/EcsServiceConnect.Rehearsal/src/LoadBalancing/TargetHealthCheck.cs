using System.Net;
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
            target.Checked(await IsGoodAsync(target.Address, cancellationToken).ConfigureAwait(false));
            await next.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<bool> IsGoodAsync(IPEndPoint target, CancellationToken cancellationToken)
    {
        try
        {
            var uri = new Uri($"http://{target.Address}:{_plan.Port ?? target.Port}{_plan.Path}");
            using var response = await _client.GetAsync(uri, cancellationToken).ConfigureAwait(false);
            return _matcher.Matches((int)response.StatusCode);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
