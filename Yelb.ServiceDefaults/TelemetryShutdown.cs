using Microsoft.Extensions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Yelb.ServiceDefaults;

/// <summary>
/// Sends what telemetry is left when the host has stopped, all three signals at once and within
/// <see cref="_limit"/>. Without it each of the three would wait up to 5 s, one after the other, for an endpoint
/// that does not answer.
/// </summary>
internal sealed class TelemetryShutdown(TracerProvider traces, MeterProvider metrics, LoggerProvider logs)
    : IHostedLifecycleService
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(0.5);

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        var limit = (int)_limit.TotalMilliseconds;
        return Task.WhenAll(
            Task.Run(() => traces.Shutdown(limit), CancellationToken.None),
            Task.Run(() => metrics.Shutdown(limit), CancellationToken.None),
            Task.Run(() => logs.Shutdown(limit), CancellationToken.None));
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
