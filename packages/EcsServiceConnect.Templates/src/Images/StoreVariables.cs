namespace EcsServiceConnect.Templates.Images;

/// <summary>The variables that the images of stores read, and never set themselves.</summary>
/// <remarks>docker-entrypoint.sh of docker-library/postgres, mysql and mongo and of MariaDB/mariadb-docker (file_env), and the Dockerfiles beside it; PostgreSQL, "Environment Variables"; Redis, "redis-cli".</remarks>
internal static class StoreVariables
{
    private static readonly string[] _postgres = ["POSTGRES_PASSWORD", "POSTGRES_USER", "POSTGRES_DB", "POSTGRES_INITDB_ARGS"];
    private static readonly string[] _mySql = ["MYSQL_ROOT_PASSWORD", "MYSQL_ROOT_HOST", "MYSQL_DATABASE", "MYSQL_USER", "MYSQL_PASSWORD"];
    private static readonly string[] _mariaDb = [.. _mySql, .. _mySql.Select(n => n.Replace("MYSQL_", "MARIADB_", StringComparison.Ordinal)), "MARIADB_ROOT_PASSWORD_HASH", "MARIADB_PASSWORD_HASH"];
    private static readonly string[] _mongo = ["MONGO_INITDB_ROOT_USERNAME", "MONGO_INITDB_ROOT_PASSWORD"];

    /// <summary>Those that an image of a family takes from a file as well, by the variable with <c>_FILE</c> behind its name.</summary>
    public static IReadOnlyList<string> OrFile(ImageFamily family) => family switch
    {
        ImageFamily.PostgreSql => _postgres,
        ImageFamily.MySql => _mySql,
        ImageFamily.MariaDb => _mariaDb,
        ImageFamily.MongoDb => _mongo,
        _ => [],
    };

    /// <summary>Those, and what the store's own clients read.</summary>
    public static IReadOnlyList<string> Given(ImageFamily family) => family switch
    {
        ImageFamily.PostgreSql => [.. _postgres, "PGUSER", "PGPASSWORD", "PGDATABASE", "PGHOST", "PGPORT"],
        ImageFamily.MySql => [.. _mySql, "MYSQL_PWD"],
        ImageFamily.Redis or ImageFamily.Valkey => ["REDIS_PASSWORD", "REDISCLI_AUTH", "VALKEY_PASSWORD", "VALKEYCLI_AUTH"],
        _ => OrFile(family),
    };
}
