using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Aspire.Hosting;

/// <summary>Adds PostgreSQL servers and databases.</summary>
public static class PostgresBuilderExtensions
{
    /// <summary>Adds a PostgreSQL server.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">Its name.</param>
    /// <param name="userName">The user that owns it; <c>postgres</c> by default.</param>
    /// <param name="password">That user's password; one that is made up by default.</param>
    /// <param name="port">The port that callers use; a free one by default.</param>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(this IDistributedApplicationBuilder builder, [ResourceName] string name, IResourceBuilder<ParameterResource>? userName = null, IResourceBuilder<ParameterResource>? password = null, int? port = null)
    {
        var passwordParameter = password?.Resource ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password");
        var server = new PostgresServerResource(name, userName?.Resource, passwordParameter);

        builder.Eventing.Subscribe<ResourceReadyEvent>(server, async (_, cancellationToken) =>
        {
            foreach (var database in server.Databases.Values)
            {
                await CreateDatabaseAsync(server, database, cancellationToken).ConfigureAwait(false);
            }
        });

        return builder.AddResource(server)
            .WithEndpoint(port: port, targetPort: 5432, name: "tcp")
            .WithImage("library/postgres", "18.3")
            .WithImageRegistry("docker.io")
            .WithEnvironment("POSTGRES_HOST_AUTH_METHOD", "scram-sha-256")
            .WithEnvironment("POSTGRES_INITDB_ARGS", "--auth-host=scram-sha-256 --auth-local=scram-sha-256")
            .WithEnvironment(context =>
            {
                context.EnvironmentVariables["POSTGRES_USER"] = server.UserNameReference;
                context.EnvironmentVariables["POSTGRES_PASSWORD"] = server.PasswordParameter;
            })
            .WithConnectionCheck(server, "Database=postgres");
    }

    /// <summary>Adds a database, which is made when the server is ready.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="databaseName">The database's name; the resource's by default.</param>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(this IResourceBuilder<PostgresServerResource> builder, [ResourceName] string name, string? databaseName = null)
    {
        var database = new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource);
        builder.Resource.AddDatabase(name, database.DatabaseName);
        return builder.ApplicationBuilder.AddResource(database)
            .WithRelationship(builder.Resource, "Parent")
            .WithConnectionCheck(database, "");
    }

    /// <summary>Keeps the data in a volume.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The volume's name; made of the AppHost's and the server's by default.</param>
    /// <param name="isReadOnly">Whether the server may only read; not by default.</param>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false) =>
        // From version 18 on the image keeps its data in a folder of the version's below this one.
        builder.WithVolume(name ?? VolumeNames.For(builder, "data"), "/var/lib/postgresql", isReadOnly);

    private static IResourceBuilder<T> WithConnectionCheck<T>(this IResourceBuilder<T> builder, T resource, string database) where T : IResourceWithConnectionString
    {
        var key = $"{resource.Name}_check";
        builder.ApplicationBuilder.Services.AddHealthChecks().AddAsyncCheck(key, async cancellationToken =>
        {
            await using var connection = await OpenAsync(resource, database, cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        });
        return builder.WithHealthCheck(key);
    }

    private static async Task<NpgsqlConnection> OpenAsync(IResourceWithConnectionString resource, string database, CancellationToken cancellationToken)
    {
        // Without a pool: this connection must not outlive a restart of the server.
        var connection = new NpgsqlConnection($"{await resource.GetConnectionStringAsync(cancellationToken).ConfigureAwait(false)};Pooling=false;Timeout=2;{database}");
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return connection;
    }

    private static async Task CreateDatabaseAsync(PostgresServerResource server, string database, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(server, "Database=postgres", cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand($"CREATE DATABASE \"{database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", connection);
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            // It is there from an earlier start.
        }
    }
}
