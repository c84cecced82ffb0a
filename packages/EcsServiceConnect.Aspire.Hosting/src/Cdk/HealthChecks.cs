using System.Globalization;
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
    internal static IHealthCheck? For(EcsService service) => Command(service) is not { } command ? null : new HealthCheck
    {
        Command = command,
        Interval = Duration.Seconds(10),
        Timeout = Duration.Seconds(5),
        Retries = 3,
        StartPeriod = Duration.Seconds(60),
    };

    private static string[]? Command(EcsService service)
    {
        if (service.Options.HealthCheckCommand is { } command)
        {
            return ["CMD", .. command];
        }

        var port = service.Ports is [var first, ..] ? first.ContainerPort : (int?)null;
        return service.Runtime switch
        {
            // Over TCP: while it makes its databases, the image's server answers on a socket only.
            EcsRuntime.Postgres => ["CMD-SHELL", $"pg_isready -q -h 127.0.0.1 -p {Text(port ?? 5432)} -U \"${{POSTGRES_USER:-postgres}}\""],
            EcsRuntime.Redis => ["CMD-SHELL", $"REDISCLI_AUTH=\"$REDIS_PASSWORD\" redis-cli -p {Text(port ?? 6379)} ping | grep -q PONG"],
            EcsRuntime.DotNet when service.Ports is [{ AppProtocol: EcsAppProtocol.Http }, ..] => [.. HealthProbe.Command(new Uri($"http://127.0.0.1:{Text(port!.Value)}/alive"))],
            // HTTP/2 without TLS can't be asked in HTTP/1.1: that it listens must do.
            EcsRuntime.DotNet when port is not null => [.. HealthProbe.Command(new Uri($"tcp://127.0.0.1:{Text(port.Value)}"))],
            _ => null,
        };
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
