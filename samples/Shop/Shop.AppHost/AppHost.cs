var builder = DistributedApplication.CreateBuilder(args);

builder.AddEcsEnvironment("shop").WithPostgresAndRedis();

var databasePassword = builder.AddParameter("database-password", secret: true);
var queuePassword = builder.AddParameter("queue-password", secret: true);

var server = builder.AddPostgres("db", password: databasePassword).WithImageTag("18.4").WithDataVolume("shop-data");
var catalog = server.AddDatabase("catalog");
var orders = server.AddDatabase("order-history");

var queue = builder.AddRabbitMQ("queue", password: queuePassword).WithDataVolume("shop-queue")
    .PublishAsEcsService(service => service.HealthCheckCommand = ["rabbitmq-diagnostics", "-q", "ping"]);

var migration = builder.AddProject<Projects.Shop_Migration>("migration")
    .WithReference(catalog).WithReference(orders)
    .WaitFor(server);

var api = builder.AddProject<Projects.Shop_Api>("Api")
    .WithHttpProbe(ProbeType.Readiness, "/ready")
    .WithReference(catalog).WithReference(orders).WithReference(queue)
    .WaitForCompletion(migration);

builder.AddContainer("gateway", "docker.io/library/nginx", "1.29.3")
    .WithHttpEndpoint(targetPort: 80).WithExternalHttpEndpoints()
    .WithHttpProbe(ProbeType.Readiness, "/up", periodSeconds: 10)
    .WithBindMount("gateway.conf", "/etc/nginx/conf.d/default.conf", isReadOnly: true)
    .WithReference(api.GetEndpoint("http"))
    .WaitFor(api);

builder.Build().Run();
