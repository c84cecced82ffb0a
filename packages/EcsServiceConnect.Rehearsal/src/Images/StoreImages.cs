using EcsServiceConnect.Rehearsal.Plan;
using EcsServiceConnect.Templates.Images;

namespace EcsServiceConnect.Rehearsal.Images;

/// <summary>Images of databases and the like, whose files bear one server at a time.</summary>
internal static class StoreImages
{
    private static readonly string[] _postgres = ["postgres", "postgis", "pgvector", "timescaledb"];
    private static readonly string[] _redis = ["redis", "valkey", "keydb", "garnet", "dragonfly"];

    private static readonly string[] _others =
    [
        "mysql", "mariadb", "percona", "mssql", "oracle", "mongo", "couchdb", "cassandra", "scylla", "elasticsearch", "opensearch", "influxdb", "clickhouse", "cockroach",
        "neo4j", "etcd", "consul", "rabbitmq", "nats", "kafka", "minio", "prometheus", "qdrant", "meilisearch",
    ];

    public static bool IsPostgres(ContainerPlan container) => IsOneOf(container, _postgres) || Runs(container, "postgres");

    public static bool IsRedis(ContainerPlan container) => IsOneOf(container, _redis) || Runs(container, "redis-server", "valkey-server");

    public static bool IsStore(ContainerPlan container) => IsPostgres(container) || IsRedis(container) || IsOneOf(container, _others) || Runs(container, "mysqld", "mongod");

    // By the last part of the name, wherever it is mirrored; an exporter or a console of a store is none.
    private static bool IsOneOf(ContainerPlan container, string[] names) =>
        ImageReference.Parse(container.Image).Repository.Split('/')[^1] is var name
        && Array.Exists(names, n => name.Contains(n, StringComparison.OrdinalIgnoreCase))
        && !name.Contains("exporter", StringComparison.OrdinalIgnoreCase) && !name.Contains("express", StringComparison.OrdinalIgnoreCase) && !name.Contains("commander", StringComparison.OrdinalIgnoreCase);

    private static bool Runs(ContainerPlan container, params ReadOnlySpan<string> programs)
    {
        foreach (var word in container.EntryPoint.Concat(container.Command))
        {
            if (programs.Contains(word))
            {
                return true;
            }
        }

        return false;
    }
}
