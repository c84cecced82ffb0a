// yelb-ui -> yelb-appserver -> yelb-db (votes) and yelb-redis (page views)

using EcsServiceConnect.Hosting;
using Yelb.AppHost;

var builder = DistributedApplication.CreateBuilder(args);

builder.AddEcsEnvironment("yelb").WithPostgresAndRedis()
    // One command is to do on a bare machine, such as a build agent's.
    .WithProperties(ecs => ecs.InstallRehearsalTools = true);

var votes = builder.AddPostgres("yelb-db").WithImageTag("18.4").WithDataVolume("yelb-db-data").RunAsContainerOrProcess()
    .AddDatabase("yelbdatabase");

var pageViews = builder.AddRedis("yelb-redis").WithImageTag("8.6.5").WithDataVolume("yelb-redis-data").RunAsContainerOrProcess();

var appserver = builder.AddProject<Projects.Yelb_Api>("yelb-appserver")
    .WithHttpEndpoint(port: 4567)
    .WithHttpProbe(ProbeType.Liveness, "/alive", timeoutSeconds: 4).WithHttpProbe(ProbeType.Readiness, "/health")
    .WithReference(votes).WaitFor(votes)
    .WithReference(pageViews).WaitFor(pageViews)
    .PublishAsEcsService(service =>
    {
        // The page's live numbers are one long answer.
        service.IsStreaming = true;
        service.Scaling = new EcsScaling { CpuUtilization = 50, RequestsPerTarget = 6000 };
    });

var ui = builder.AddProject<Projects.Yelb_Web>("yelb-ui")
    .WithHttpEndpoint(port: 8080).WithExternalHttpEndpoints()
    .WithHttpProbe(ProbeType.Liveness, "/alive", timeoutSeconds: 4).WithHttpProbe(ProbeType.Readiness, "/health")
    // They start side by side: until the application server answers, the page says that it does not.
    .WithReference(appserver).WaitForStart(appserver)
    .PublishAsEcsService(service => service.DesiredCount = 2);

// Votes and reads as a crowd does, when somebody starts it.
builder.AddProject<Projects.Yelb_Load>("yelb-load")
    .WithReference(ui).WaitFor(ui)
    .WithExplicitStart();

builder.LeaveOutCertificates();
builder.RefuseTakenPorts();

await builder.Build().RunAsync();
