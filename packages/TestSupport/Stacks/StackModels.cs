using EcsServiceConnect.Hosting;
using EcsServiceConnect.Hosting.Model;
using EcsServiceConnect.Hosting.Stores;

namespace TestSupport.Stacks;

/// <summary>Applications as the AppHost's model becomes them.</summary>
internal static class StackModels
{
    internal static EcsParameter DatabasePassword { get; } = new("yelb-db-password", IsSecret: true, IsGenerated: true);

    internal static EcsParameter CachePassword { get; } = new("yelb-redis-password", IsSecret: true, IsGenerated: true);

    /// <summary>yelb-ui -> yelb-appserver -> yelb-db and yelb-redis, and the task yelb-load.</summary>
    /// <param name="managed">Whether RDS and ElastiCache take the stores' places.</param>
    /// <param name="uiOptions">How yelb-ui runs.</param>
    /// <param name="appserverOptions">How yelb-appserver runs.</param>
    /// <param name="rds">How RDS runs, where it does.</param>
    /// <param name="cache">How ElastiCache runs, where it does.</param>
    internal static EcsApplication Yelb(bool managed = false, EcsServiceOptions? uiOptions = null, EcsServiceOptions? appserverOptions = null, EcsRdsOptions? rds = null, EcsElastiCacheOptions? cache = null)
    {
        var db = new EcsService
        {
            Name = "yelb-db",
            Image = new EcsRegistryImage("docker.io/library/postgres:18.4"),
            Options = new(),
            Replicas = 1,
            Runtime = new PostgresRuntime([new("yelbdatabase")]),
            Ports = [Port("yelb-db-tcp", 5432)],
            Volumes = [new("yelb-db-data", "/var/lib/postgresql", IsReadOnly: false)],
            ManagedStore = managed ? new RdsPostgres(() => [new("yelbdatabase")], rds) : null,
            Variables =
            [
                new("POSTGRES_HOST_AUTH_METHOD", EcsValue.Of("scram-sha-256")),
                new("POSTGRES_USER", EcsValue.Of("postgres")),
                new("POSTGRES_PASSWORD", new([new EcsParameterPart(DatabasePassword)])),
            ],
        };
        var redis = new EcsService
        {
            Name = "yelb-redis",
            Image = new EcsRegistryImage("docker.io/library/redis:8.6"),
            Options = new(),
            Replicas = 1,
            Runtime = new RedisRuntime(),
            Ports = [Port("yelb-redis-tcp", 6379)],
            Volumes = [new("yelb-redis-data", "/data", IsReadOnly: false)],
            ManagedStore = managed ? new ElastiCacheRedis(cache) : null,
            EntryPoint = ["/bin/sh"],
            Command = [EcsValue.Of("-c"), EcsValue.Of("redis-server --requirepass $REDIS_PASSWORD --save 60 1")],
            Variables = [new("REDIS_PASSWORD", new([new EcsParameterPart(CachePassword)]))],
        };
        var appserver = new EcsService
        {
            Name = "yelb-appserver",
            Image = new EcsProjectImage("Yelb.Api/Yelb.Api.csproj", "YelbAppserverImage"),
            Options = appserverOptions ?? new(),
            Replicas = 1,
            Runtime = EcsRuntime.DotNet,
            Ports = [Port("yelb-appserver-http", 4567, EcsAppProtocol.Http)],
            Probes = Probes(4567, (appserverOptions ?? new()).HealthCheckPath),
            Volumes = [],
            Variables =
            [
                new("HTTP_PORTS", EcsValue.Of("4567")),
                new("ConnectionStrings__yelbdatabase", new(
                [
                    new EcsText("Host="), new EcsHostPart(db), new EcsText(";Port=5432;Username=postgres;Password="), new EcsParameterPart(DatabasePassword), new EcsText(";Database=yelbdatabase"),
                ])),
                new("ConnectionStrings__yelb-redis", new([new EcsHostPart(redis), new EcsText(":6379,password="), new EcsParameterPart(CachePassword)])),
            ],
            References = [new(db, db.Ports), new(redis, redis.Ports)],
        };
        var ui = new EcsService
        {
            Name = "yelb-ui",
            Image = new EcsProjectImage("Yelb.Web/Yelb.Web.csproj", "YelbUiImage"),
            Options = uiOptions ?? new(),
            Replicas = 2,
            Runtime = EcsRuntime.DotNet,
            Ports = [Port("yelb-ui-http", 8080, EcsAppProtocol.Http, isExternal: true)],
            Probes = Probes(8080, (uiOptions ?? new()).HealthCheckPath),
            Volumes = [],
            Variables =
            [
                new("HTTP_PORTS", EcsValue.Of("8080")),
                new("services__yelb-appserver__http__0", new([new EcsText("http://"), new EcsHostPart(appserver), new EcsText(":4567")])),
            ],
            References = [new(appserver, appserver.Ports)],
        };
        var load = new EcsService
        {
            Name = "yelb-load",
            Image = new EcsProjectImage("Yelb.Load/Yelb.Load.csproj", "YelbLoadImage"),
            Options = new(),
            Replicas = 1,
            Runtime = EcsRuntime.DotNet,
            Ports = [],
            Volumes = [],
            IsStandaloneTask = true,
            Variables = [new("services__yelb-ui__http__0", new([new EcsText("http://"), new EcsPublicHostPart(ui)]))],
            References = [new(ui, ui.Ports)],
        };
        return new("yelb", [db, redis, appserver, ui, load], [DatabasePassword, CachePassword], []);
    }

    // As the AppHost's liveness and readiness probes become them.
    private static EcsProbes Probes(int port, string? path) => new()
    {
        Container = new(port, "/alive", TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5), 3),
        Target = new(path ?? "/health", path is null ? "200-299" : "200") { Interval = TimeSpan.FromSeconds(5), Timeout = TimeSpan.FromSeconds(2), Failures = 3 },
    };

    /// <summary>An endpoint: served, unless only the load balancer calls it.</summary>
    internal static EcsPort Port(string name, int port, EcsAppProtocol? protocol = null, bool isExternal = false, int? aliasPort = null) => new()
    {
        Endpoint = new(name[(name.LastIndexOf('-') + 1)..], protocol is null ? "tcp" : "http"),
        Name = name,
        ContainerPort = port,
        AliasPort = aliasPort ?? port,
        AppProtocol = protocol,
        IsExternal = isExternal,
        IsServed = !isExternal,
    };
    /// <summary>A service that users call by gRPC.</summary>
    internal static EcsService PublicGrpc(EcsServiceOptions options) => new()
    {
        Name = "greeter",
        Image = new EcsProjectImage("Greeter/Greeter.csproj", "GreeterImage"),
        Options = options,
        Replicas = 1,
        Runtime = EcsRuntime.DotNet,
        Ports = [Port("greeter-grpc", 8080, EcsAppProtocol.Grpc, isExternal: true)],
        Volumes = [],
    };
}
