using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>Has the signal that stops a task reach Redis, which then saves.</summary>
internal static class RedisCommand
{
    /// <summary>
    /// Aspire starts Redis by `/bin/sh -c "redis-server …"`. The image's shell would stay as the container's first
    /// process, and the kernel gives that one no SIGTERM which it does not handle (pid_namespaces(7)): ECS would wait
    /// out the stop timeout and kill Redis with all that it had not saved.
    /// </summary>
    internal static string[] Signalled(EcsService service, string[] command) =>
        service is { Runtime: EcsRuntime.Redis, EntryPoint: ["/bin/sh"] } && command is ["-c", var line] && line.StartsWith("redis-server", StringComparison.Ordinal)
            ? ["-c", $"exec {line}"]
            : command;
}
