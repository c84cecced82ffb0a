using System.Collections.Concurrent;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Asks the health checks of every running resource, and says when a resource has become ready.</summary>
internal sealed class ResourceHealthService(
    HealthCheckService healthChecks,
    ResourceNotificationService notifications,
    IDistributedApplicationEventing eventing,
    IServiceProvider services,
    ILogger<DistributedApplication> hostLog) : BackgroundService
{
    private static readonly TimeSpan _untilHealthy = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _onceHealthy = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var monitored = new ConcurrentDictionary<string, bool>();
        await foreach (var changed in notifications.WatchAsync(stoppingToken).ConfigureAwait(false))
        {
            if (changed.Resource is not ParameterResource && IsRunning(changed) && monitored.TryAdd(changed.ResourceId, true))
            {
                _ = MonitorAsync(changed.Resource, changed.ResourceId, stoppingToken).ContinueWith(_ => monitored.TryRemove(changed.ResourceId, out var _), TaskScheduler.Default);
            }
        }
    }

    private async Task MonitorAsync(IResource resource, string id, CancellationToken stoppingToken)
    {
        var keys = resource.Annotations.OfType<HealthCheckAnnotation>().Select(h => h.Key).ToHashSet();
        while (notifications.TryGetCurrentState(id, out var current) && IsRunning(current))
        {
            var report = await healthChecks.CheckHealthAsync(check => keys.Contains(check.Name), stoppingToken).ConfigureAwait(false);
            var reports = report.Entries.Select(e => new HealthReportSnapshot(e.Key, e.Value.Status, e.Value.Description, e.Value.Exception?.Message)).ToList();
            var isHealthy = reports.TrueForAll(r => r.Status == HealthStatus.Healthy);
            var becomesReady = isHealthy && current.Snapshot.Ready is null;
            if (becomesReady || !reports.SequenceEqual(current.Snapshot.HealthReports))
            {
                var ready = becomesReady ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null;
                await notifications.PublishUpdateAsync(resource, id, s => s with { HealthReports = [.. reports], Ready = ready?.Task ?? s.Ready }).ConfigureAwait(false);
                if (ready is not null)
                {
                    await BecomeReadyAsync(resource, ready, stoppingToken).ConfigureAwait(false);
                }
            }

            // A change of state ends the wait, so that a resource that is started again is asked at once.
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            wait.CancelAfter(isHealthy ? _onceHealthy : _untilHealthy);
            try
            {
                await notifications.WaitForResourceAsync(id, e => !IsRunning(e), wait.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
            {
                // It still runs: ask again.
            }
        }
    }

    private async Task BecomeReadyAsync(IResource resource, TaskCompletionSource ready, CancellationToken stoppingToken)
    {
        try
        {
            await eventing.PublishAsync(new ResourceReadyEvent(resource, services), stoppingToken).ConfigureAwait(false);
            ready.SetResult();
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.IsExternal))
            {
                hostLog.Ready(resource.Name, endpoint.AllocatedEndpoint!.UriString);
            }
        }
#pragma warning disable CA1031 // Those who wait for the resource get the error, whatever it is.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            hostLog.CannotMakeReady(resource.Name, exception.Message);
            ready.SetException(exception);
        }
    }

    private static bool IsRunning(ResourceEvent resource) => resource.Snapshot.State?.Text == KnownResourceStates.Running;
}
