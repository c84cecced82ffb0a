using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Tests;

/// <summary>Which addresses a variable's value names.</summary>
public sealed class NetworkAddressTests
{
    [Theory]
    [InlineData("services__api__http__0", "http://yelb-appserver:4567", "yelb-appserver:4567")]
    [InlineData("URL", "http://yelb-appserver/api/getvotes", "yelb-appserver:80")]
    [InlineData("URL", "https://user@yelb-appserver", "yelb-appserver:443")]
    [InlineData("YELBDATABASE_URI", "postgresql://postgres:{{resolve:secretsmanager:⟦Db⟧:SecretString:::}}@yelb-db:5432/yelbdatabase", "yelb-db:5432")]
    [InlineData("YELBDATABASE_JDBCCONNECTIONSTRING", "jdbc:postgresql://yelb-db:5432/yelbdatabase", "yelb-db:5432")]
    [InlineData("ConnectionStrings__yelbdatabase", "Host=yelb-db;Port=5432;Username=postgres;Database=yelbdatabase", "yelb-db:5432")]
    [InlineData("ConnectionStrings__yelbdatabase", "Database=x; Server=yelb-db,1433", "yelb-db:1433")]
    [InlineData("ConnectionStrings__yelbdatabase", "Host=db-1,db-2:5433;Port=5432", "db-1:5432 db-2:5433")]
    [InlineData("ConnectionStrings__yelbdatabase", "Host=⟦Db.Endpoint.Address⟧;Port=⟦Db.Endpoint.Port⟧", "⟦Db.Endpoint.Address⟧")]
    [InlineData("ConnectionStrings__yelb-redis", "yelb-redis:6379,password={{resolve:secretsmanager:⟦Redis⟧:SecretString:::}}", "yelb-redis:6379")]
    [InlineData("ConnectionStrings__yelb-redis", "redis-1:6379,redis-2:6379,abortConnect=false", "redis-1:6379 redis-2:6379")]
    [InlineData("YELB_REDIS_HOST", "yelb-redis", "yelb-redis:6379")]
    [InlineData("Redis__Host", "yelb-redis", "yelb-redis")]
    [InlineData("OTEL_SERVICE_NAME", "yelb-appserver", "")]
    [InlineData("POSTGRES_HOST_AUTH_METHOD", "scram-sha-256", "")]
    [InlineData("POSTGRES_INITDB_ARGS", "--auth-host=scram-sha-256 --auth-local=scram-sha-256", "")]
    [InlineData("BUCKET", "s3://votes/2026", "")]
    [InlineData("CACHE_IMAGE", "redis:7", "")]
    [InlineData("services__api__0", "https+http://yelb-appserver", "")]
    [InlineData("START", "12:30", "")]
    [InlineData("YELB_DB_SERVER", "yelb-db", "yelb-db:5432")]
    [InlineData("YELB_DB_HOSTNAME", "yelb-db", "yelb-db:5432")]
    [InlineData("YELB_REDIS_SERVER", "yelb-redis", "yelb-redis:6379")]
    [InlineData("PGHOST", "yelb-db", "yelb-db:5433")]
    [InlineData("Api__Address", "yelb-api", "yelb-api:80")]
    [InlineData("DATABASE_DSN", "host=yelb-db port=5432 user=votes dbname=votes", "yelb-db:5432")]
    [InlineData("DATABASE_DSN", "user:p@tcp(yelb-db:3306)/votes", "yelb-db:3306")]
    [InlineData("SETTINGS", """{"db": {"host": "yelb-db", "port": 5432}, "api": "http://yelb-api:80"}""", "yelb-api:80 yelb-db:5432")]
    [InlineData("NODES", """["http://yelb-api:80"]""", "yelb-api:80")]
    [InlineData("WEB_SERVER", "nginx", "")]
    [InlineData("APP_SERVER", "gunicorn", "")]
    [InlineData("HOST", "page", "")]
    [InlineData("HOSTNAME", "page", "")]
    [InlineData("VIRTUAL_HOST", "page", "")]
    [InlineData("MAIL_ADDRESS", "support", "")]
    [InlineData("SETTINGS", "{not json}", "")]
    public void Addresses_are_found(string name, string value, string expected)
    {
        Variable[] others = [new("YELB_REDIS_PORT", "6379"), new("YELB_DB_SERVER_PORT", "5432"), new("PGPORT", "5433"), new("Api__Port", "80"), new("PORT", "8080")];

        Assert.Equal(expected, string.Join(' ', NetworkAddress.In(new(name, value), others)));
    }

    [Theory]
    [InlineData("http://yelb-api:80/ready", "yelb-api:80 Certain")]
    [InlineData("--upstream=http://yelb-api:80", "yelb-api:80 Certain")]
    [InlineData("until nc -z yelb-db 5432; do curl http://yelb-api/ready; done", "yelb-api:80 IfHostIsServed")]
    [InlineData("wait-for-it yelb-db:5432", "yelb-db:5432 IfHostIsServed")]
    [InlineData("psql -h yelb-db -p 5432", "yelb-db:5432 IfHostIsServed")]
    [InlineData("redis-cli --host yelb-redis ping", "yelb-redis IfHostIsServed")]
    [InlineData("redis-server --port 6379", "")]
    [InlineData("curl http://$API:80", "$API:80 IfHostIsServed")]
    public void Addresses_of_a_command_are_found(string command, string expected) =>
        Assert.Equal(expected, string.Join(' ', NetworkAddress.InCommand(command.StartsWith("http", StringComparison.Ordinal) || command.StartsWith("--", StringComparison.Ordinal) ? ["/app", command] : ["sh", "-c", command]).Select(a => $"{a} {a.Evidence}")));

    [Theory]
    [InlineData("yelb-db", true)]
    [InlineData("yelb-db.yelb", true)]
    [InlineData("localhost", false)]
    [InlineData("+", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("[::1]", false)]
    [InlineData("api.example.com", false)]
    [InlineData("⟦Db.Endpoint.Address⟧", false)]
    public void A_name_of_one_label_or_in_a_namespace_can_only_be_an_alias(string host, bool expected) =>
        Assert.Equal(expected, new NetworkAddress(null, host, null).IsAliasLike(["yelb"]));
}
