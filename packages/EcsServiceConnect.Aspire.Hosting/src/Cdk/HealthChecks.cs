using Amazon.CDK;
using Amazon.CDK.AWS.ECS;
using EcsServiceConnect.Hosting.Deployment;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// How ECS tells whether a container is healthy: by a command inside it, so the command has to be in the image. A task
/// gets Service Connect's traffic only when it is (AWS, "Amazon ECS Service Connect").
/// </summary>
internal static class HealthChecks
{
    private static readonly TimeSpan _longestStartPeriod = TimeSpan.FromMinutes(5);

    internal static IHealthCheck? For(EcsService service)
    {
        if (Command(service) is not { } command)
        {
            return null;
        }

        var probe = service.Probes.Container;
        var timeout = probe is null ? TimeSpan.FromSeconds(5) : probe.Timeout + HealthProbe.StartTime;
        var interval = probe?.Interval ?? TimeSpan.FromSeconds(10);
        var startPeriod = service.Probes.StartPeriod ?? TimeSpan.FromSeconds(60);
        return new HealthCheck
        {
            Command = command,
            Interval = Duration.Seconds(Math.Max(interval.TotalSeconds, timeout.TotalSeconds + 1)),
            Timeout = Duration.Seconds(timeout.TotalSeconds),
            Retries = probe?.Retries ?? 3,
            StartPeriod = Duration.Seconds(Math.Min(startPeriod.TotalSeconds, _longestStartPeriod.TotalSeconds)),
        };
    }

    private static string[]? Command(EcsService service) => service.Options.HealthCheckCommand is { } command
        ? ["CMD", .. command]
        : service.Runtime.HealthCheck(service)?.ToArray();
}
