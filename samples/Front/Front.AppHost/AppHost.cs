var builder = DistributedApplication.CreateBuilder(args);

builder.AddEcsEnvironment("front");

var api = builder.AddProject<Projects.Front_Api>("api");

builder.AddDockerfile("frontend", "../frontend")
    .WithHttpEndpoint(env: "PORT").WithExternalHttpEndpoints()
    .WithReference(api).WaitFor(api);

builder.Build().Run();
