namespace EcsServiceConnect.Templates.Images;

/// <summary>Which images are databases and the like, by the words of their names, wherever they are mirrored.</summary>
internal static class StoreNames
{
    private static readonly string[] _postgres = ["postgres", "postgresql", "postgis", "pgvector", "timescaledb"];
    private static readonly string[] _redis = ["redis", "valkey", "keydb", "garnet", "dragonfly", "dragonflydb"];

    private static readonly string[] _others =
        ["mysql", "percona", "mariadb", "mssql", "mongo", "mongodb", "rabbitmq", "elasticsearch", "opensearch", "influxdb", "neo4j", "cassandra", "scylla", "kafka", "clickhouse"];

    // They read what an older version of them wrote, or keep what is made anew.
    private static readonly string[] _free =
        ["oracle", "couchdb", "cockroach", "etcd", "zookeeper", "consul", "nats", "minio", "prometheus", "qdrant", "meilisearch", "weaviate", "loki", "vault"];

    // What looks at a store, or feeds it, is none.
    private static readonly string[] _tools =
        ["exporter", "express", "commander", "insight", "ui", "admin", "proxy", "client", "cli", "backup", "operator", "connect", "connector", "dashboards", "box", "migrate", "migrations", "pushgateway"];

    public static bool IsPostgres(string image) => IsOneOf(image, _postgres);

    public static bool IsRedis(string image) => IsOneOf(image, _redis);

    /// <summary>Whether its files bear one server at a time.</summary>
    public static bool IsStore(string image) => IsBoundToVersion(image) || IsOneOf(image, _free);

    /// <summary>Whether it can't go back to an older version's files, nor always on to a newer one's.</summary>
    public static bool IsBoundToVersion(string image) => IsPostgres(image) || IsRedis(image) || IsOneOf(image, _others);

    private static bool IsOneOf(string image, string[] names)
    {
        var parts = ImageReference.Parse(image).Repository.ToLowerInvariant().Split('/');
        // mssql/server.
        var words = (parts is [.., var of, "server"] ? of : parts[^1]).Split('-', '_', '.');
        return (names.Contains(words[0]) || names.Contains(words[^1])) && !words.Any(_tools.Contains);
    }
}
