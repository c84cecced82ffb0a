using EcsServiceConnect.Hosting.Model;
using EcsServiceConnect.Hosting.Stores;

namespace TestSupport.Stacks;

/// <summary>
/// An application unlike Yelb: a gRPC service, a worker with no endpoint, a container with volumes and a file, a server with two
/// databases, two services that call each other, a parameter that people give.
/// </summary>
internal static class SecondModel
{
    internal static EcsParameter ApiKey { get; } = new("api-key", IsSecret: true, IsGenerated: false);

    internal static EcsParameter Currency { get; } = new("currency", IsSecret: false, IsGenerated: false);

    internal static EcsParameter Password { get; } = new("db-password", IsSecret: true, IsGenerated: true);

    internal static EcsApplication Application()
    {
        var db = new EcsService
        {
            Name = "db",
            Image = new EcsRegistryImage("123456789012.dkr.ecr.eu-west-1.amazonaws.com/mirror/postgres:17"),
            Options = new() { Cpu = 768, Memory = 3000 },
            Replicas = 1,
            Runtime = new PostgresRuntime([new("orders"), new("o'hara \"archive\"")]),
            Ports = [StackModels.Port("db-tcp", 5432, aliasPort: 15432)],
            Volumes = [new("shop.data", "/var/lib/postgresql/data", IsReadOnly: false)],
            Variables = [new("POSTGRES_PASSWORD", new([new EcsParameterPart(Password)]))],
        };
        var queue = new EcsService
        {
            Name = "queue",
            Image = new EcsRegistryImage("docker.io/library/nats:2.12"),
            Options = new() { HealthCheckCommand = ["/nats-server", "--version"] },
            Replicas = 1,
            Runtime = EcsRuntime.Other,
            Ports = [StackModels.Port("queue-tcp", 4222)],
            Volumes = [new("spool", "/spool", IsReadOnly: false), new("settings", "/etc/nats", IsReadOnly: true)],
            FileFolders = [new("/etc/queue", IsReadOnly: false, [], [new("/etc/queue/queue.conf", "max_payload: 1MB\n"u8.ToArray(), (UnixFileMode)0b110_100_100, new(0, 0))])],
        };
        var catalog = new EcsService
        {
            Name = "catalog",
            Image = new EcsProjectImage("Catalog/Catalog.csproj", "CatalogImage"),
            Options = new() { PerRequestTimeout = TimeSpan.FromSeconds(90), IdleTimeout = TimeSpan.Zero, UseSpot = false },
            Replicas = 2,
            Runtime = EcsRuntime.DotNet,
            Ports = [StackModels.Port("catalog-grpc", 8080, EcsAppProtocol.Grpc)],
            Volumes = [],
        };
        var prices = new EcsService
        {
            Name = "prices",
            Image = new EcsProjectImage("Prices/Prices.csproj", "PricesImage"),
            Options = new() { IsStreaming = true },
            Replicas = 1,
            Runtime = EcsRuntime.DotNet,
            Ports = [StackModels.Port("prices-http", 8080, EcsAppProtocol.Http2, aliasPort: 80)],
            Volumes = [],
        };
        catalog.References = [new(prices, prices.Ports), new(db, db.Ports)];
        prices.References = [new(catalog, catalog.Ports)];
        prices.Variables = [new("CURRENCY", new([new EcsParameterPart(Currency)])), new("FEED", new([new EcsText("https://feed.example.com?key="), new EcsParameterPart(ApiKey)]))];
        var worker = new EcsService
        {
            Name = "worker",
            Image = new EcsProjectImage("Worker/Worker.csproj", "WorkerImage"),
            Options = new(),
            Replicas = 3,
            Runtime = EcsRuntime.DotNet,
            Ports = [],
            Volumes = [],
            References = [new(queue, queue.Ports), new(catalog, [])],
        };
        var idle = new EcsService
        {
            Name = "idle",
            Image = new EcsProjectImage("Idle/Idle.csproj", "IdleImage"),
            Options = new() { Cpu = 256, Memory = 512 },
            Replicas = 1,
            Runtime = EcsRuntime.DotNet,
            Ports = [],
            Volumes = [],
        };
        return new("shop", [db, queue, catalog, prices, worker, idle], [ApiKey, Currency, Password], [[catalog, prices]]);
    }
}
