using EcsServiceConnect.Rehearsal.Contract;

namespace EcsServiceConnect.Rehearsal.Images;

/// <summary>Images of databases and the like, whose files bear one server at a time.</summary>
internal static class StoreImages
{
    private static readonly string[] _names =
    [
        "postgres", "postgis", "pgvector", "timescaledb", "mysql", "mariadb", "percona", "mssql", "oracle", "redis", "valkey", "keydb", "garnet", "dragonfly", "mongo",
        "couchdb", "cassandra", "scylla", "elasticsearch", "opensearch", "influxdb", "clickhouse", "cockroach", "neo4j", "etcd", "consul", "rabbitmq", "nats", "kafka",
        "minio", "prometheus", "qdrant", "meilisearch",
    ];

    /// <summary>Whether a container is one: by its image's name, wherever that is mirrored, or by what it runs.</summary>
    public static bool IsStore(string image, IReadOnlyList<string> command) =>
        ImageReference.Parse(image).Repository.Split('/') is var path && _names.Any(n => path[^1].Contains(n, StringComparison.OrdinalIgnoreCase))
        || command.Any(word => word is "postgres" or "mysqld" or "mongod" or "redis-server" or "valkey-server");
}
