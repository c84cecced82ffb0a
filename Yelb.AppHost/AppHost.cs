// yelb-ui -> yelb-appserver -> yelb-db (votes) and yelb-redis (page views)

var builder = DistributedApplication.CreateBuilder(args);

var votes = builder.AddPostgres("yelb-db").WithDataVolume().RunAsContainerOrProcess()
    .AddDatabase("yelbdatabase");

var pageViews = builder.AddRedis("yelb-redis").WithDataVolume().RunAsContainerOrProcess();

var appserver = builder.AddProject<Projects.Yelb_Api>("yelb-appserver")
    .WithHttpEndpoint(port: 4567)
    .WithHttpHealthCheck("/health")
    .WithReference(votes).WaitFor(votes)
    .WithReference(pageViews).WaitFor(pageViews);

builder.AddProject<Projects.Yelb_Web>("yelb-ui")
    .WithHttpEndpoint(port: 8080).WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithReference(appserver).WaitFor(appserver);

await builder.Build().RunAsync();
