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
    public void Addresses_are_found(string name, string value, string expected)
    {
        Variable[] others = [new("YELB_REDIS_PORT", "6379")];

        Assert.Equal(expected, string.Join(' ', NetworkAddress.In(new(name, value), others)));
    }

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
