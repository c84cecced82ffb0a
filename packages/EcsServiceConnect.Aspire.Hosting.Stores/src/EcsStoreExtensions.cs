using Aspire.Hosting.ApplicationModel;
using EcsServiceConnect.Hosting;
using EcsServiceConnect.Hosting.Model;
using EcsServiceConnect.Hosting.Stores;

namespace Aspire.Hosting;

/// <summary>Publishes PostgreSQL and Redis to Amazon ECS, as containers or as managed stores.</summary>
public static class EcsStoreExtensions
{
    /// <summary>
    /// Publishes PostgreSQL servers and Redis as containers that ECS can tell the health of, that own their volumes, and
    /// that have their databases and save their data when they are stopped.
    /// </summary>
    /// <param name="builder">The environment.</param>
    /// <returns>The environment.</returns>
    public static IResourceBuilder<EcsEnvironmentResource> WithPostgresAndRedis(this IResourceBuilder<EcsEnvironmentResource> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var resources = builder.ApplicationBuilder.Resources;
        builder.Resource.Runtimes.Add(resource => resource switch
        {
            PostgresServerResource server => new PostgresRuntime(PostgresDatabase.Of(server, resources)),
            RedisResource => new RedisRuntime(),
            _ => null,
        });
        return builder;
    }

    /// <summary>Publishes a PostgreSQL server as an Amazon RDS instance, under the same names and variables.</summary>
    /// <param name="builder">The server; its image's tag says which major version.</param>
    /// <returns>The server.</returns>
    public static IResourceBuilder<PostgresServerResource> PublishAsRds(this IResourceBuilder<PostgresServerResource> builder) => builder.PublishAsRds(_ => { });

    /// <summary>Publishes a PostgreSQL server as an Amazon RDS instance, under the same names and variables.</summary>
    /// <param name="builder">The server; its image's tag says which major version, unless the options do.</param>
    /// <param name="configure">Sets its size, storage, zones, version and backups.</param>
    /// <returns>The server.</returns>
    public static IResourceBuilder<PostgresServerResource> PublishAsRds(this IResourceBuilder<PostgresServerResource> builder, Action<EcsRdsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new EcsRdsOptions();
        configure(options);
        return builder.WithAnnotation(new EcsManagedStoreAnnotation(new RdsPostgres(() => PostgresDatabase.Of(builder.Resource, builder.ApplicationBuilder.Resources), options)), ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>Publishes a Redis server as an Amazon ElastiCache replication group, under the same names and variables.</summary>
    /// <param name="builder">The server.</param>
    /// <returns>The server.</returns>
    public static IResourceBuilder<RedisResource> PublishAsElastiCache(this IResourceBuilder<RedisResource> builder) => builder.PublishAsElastiCache(_ => { });

    /// <summary>Publishes a Redis server as an Amazon ElastiCache replication group, under the same names and variables.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="configure">Sets its nodes, engine, version and snapshots.</param>
    /// <returns>The server.</returns>
    public static IResourceBuilder<RedisResource> PublishAsElastiCache(this IResourceBuilder<RedisResource> builder, Action<EcsElastiCacheOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new EcsElastiCacheOptions();
        configure(options);
        return builder.WithAnnotation(new EcsManagedStoreAnnotation(new ElastiCacheRedis(options)), ResourceAnnotationMutationBehavior.Replace);
    }
}
