using System.Globalization;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Stores;

/// <summary>Redis in its official image.</summary>
internal sealed class RedisRuntime : EcsRuntime
{
    private const int DefaultPort = 6379;

    /// <summary>The user 'redis' of the official image on Debian.</summary>
    public override EcsFileOwner FileOwner { get; } = new(999, 999);

    public override bool RunsAsFileOwner => true;

    public override IReadOnlyList<string> HealthCheck(EcsService service) =>
        ["CMD-SHELL", string.Create(CultureInfo.InvariantCulture, $"REDISCLI_AUTH=\"$REDIS_PASSWORD\" redis-cli -p {Port(service, DefaultPort)} ping | grep -q PONG")];

    /// <summary>
    /// Has the signal that stops a task reach Redis, which then saves. Aspire starts it by `/bin/sh -c "redis-server …"`.
    /// The image's shell would stay as the container's first process, and the kernel gives that one no SIGTERM which it
    /// does not handle (pid_namespaces(7)): ECS would wait out the stop timeout and kill Redis with all that it had not saved.
    /// </summary>
    public override (string[] EntryPoint, string[] Command) Start(EcsService service, string[] command) =>
        base.Start(service, service.EntryPoint is ["/bin/sh"] && command is ["-c", var line] && line.StartsWith("redis-server", StringComparison.Ordinal)
            ? ["-c", $"exec {line}"]
            : command);
}
