using Amazon.CDK;
using Amazon.CDK.AWS.ECS;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// How ECS tells whether a container is healthy: by a command inside it, so the command has to be in the image. A task
/// gets Service Connect's traffic only when it is (AWS, "Amazon ECS Service Connect").
/// </summary>
internal static class HealthChecks
{
    internal static IHealthCheck? For(EcsService service) => Command(service) is not { } command ? null : new HealthCheck
    {
        Command = command,
        Interval = Duration.Seconds(10),
        Timeout = Duration.Seconds(5),
        Retries = 3,
        StartPeriod = Duration.Seconds(60),
    };

    private static string[]? Command(EcsService service) => service.Options.HealthCheckCommand is { } command
        ? ["CMD", .. command]
        : service.Runtime.HealthCheck(service)?.ToArray();
}
