using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace Aspire.Hosting;

/// <summary>Adds Redis servers.</summary>
public static class RedisBuilderExtensions
{
    /// <summary>Adds a Redis server.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">Its name.</param>
    /// <param name="port">The port that callers use; a free one by default.</param>
    /// <param name="password">Its password; one that is made up by default.</param>
    public static IResourceBuilder<RedisResource> AddRedis(this IDistributedApplicationBuilder builder, [ResourceName] string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
    {
        // No punctuation: a comma or an equals sign would end the value in the connection string.
        var redis = new RedisResource(name, password?.Resource ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false));

        var key = $"{name}_check";
        builder.Services.AddHealthChecks().AddAsyncCheck(key, async cancellationToken =>
        {
            var options = ConfigurationOptions.Parse((await redis.GetConnectionStringAsync(cancellationToken).ConfigureAwait(false))!);
            options.ConnectTimeout = 2000; // milliseconds
            await using var connection = await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false);
            await connection.GetDatabase().PingAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        });

        return builder.AddResource(redis)
            .WithEndpoint(port: port, targetPort: 6379, scheme: "redis", name: "tcp")
            .WithImage("library/redis", "8.6")
            .WithImageRegistry("docker.io")
            .WithEnvironment(context => context.EnvironmentVariables["REDIS_PASSWORD"] = redis.PasswordParameter!)
            .WithEntrypoint("/bin/sh")
            .WithArgs(context =>
            {
                // Through a shell, so that the password is not in the arguments that the orchestrator keeps.
                context.Args.Add("-c");
                context.Args.Add("redis-server --requirepass $REDIS_PASSWORD" + (redis.TryGetLastAnnotation<SavedToVolume>(out _) ? " --save 60 1" : ""));
                return Task.CompletedTask;
            })
            .WithHealthCheck(key);
    }

    /// <summary>Keeps the data in a volume, and saves it there.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The volume's name; made of the AppHost's and the server's by default.</param>
    /// <param name="isReadOnly">Whether the server may only read; not by default.</param>
    public static IResourceBuilder<RedisResource> WithDataVolume(this IResourceBuilder<RedisResource> builder, string? name = null, bool isReadOnly = false) =>
        builder.WithVolume(name ?? VolumeNames.For(builder, "data"), "/data", isReadOnly).WithAnnotation(new SavedToVolume(), ResourceAnnotationMutationBehavior.Replace);

    private sealed class SavedToVolume : IResourceAnnotation;
}
