using System.Globalization;
using Amazon.CDK;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.Logs;
using Constructs;
using EcsServiceConnect.Hosting.Model;
using ContainerProtocol = Amazon.CDK.AWS.ECS.Protocol;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>What one task of a service runs.</summary>
/// <param name="Definition">The task definition. Its task role has no rights but those to its volumes.</param>
/// <param name="Container">The application's container.</param>
internal sealed record ServiceTask(FargateTaskDefinition Definition, ContainerDefinition Container)
{
    // Longer than it takes to leave Service Connect (20 s) and the load balancer (30 s); a database gets all that Fargate gives.
    private const int StopSeconds = 60;
    private const int StoreStopSeconds = 120;

    internal static ServiceTask AddTo(
        Construct scope, EcsService service, EcsEnvironmentResource environment, ParameterSet parameters, ComposedSecrets composed, ValueWriter values, LogGroup logs)
    {
        var size = FargateSize.For(service, ServiceConnect.IsUsedBy(service));
        var definition = new FargateTaskDefinition(scope, "Task", new FargateTaskDefinitionProps
        {
            Family = $"{environment.Name}-{service.Name}",
            Cpu = size.Cpu,
            MemoryLimitMiB = size.Memory,
            RuntimePlatform = new RuntimePlatform
            {
                CpuArchitecture = environment.Architecture is EcsArchitecture.Arm64 ? CpuArchitecture.ARM64 : CpuArchitecture.X86_64,
                OperatingSystemFamily = OperatingSystemFamily.LINUX,
            },
        });
        var variables = ServiceVariables.Of(service, parameters, composed, values);
        var (entryPoint, command) = service.Runtime.Start(service, values.WriteCommand(service));
        var image = ContainerImages.AddTo(scope, service, environment, definition);
        var container = definition.AddContainer("Container", new ContainerDefinitionOptions
        {
            ContainerName = service.Name,
            Essential = !service.RunsOnce,
            Image = image,
            EntryPoint = entryPoint is [] ? null : entryPoint,
            Command = command is [] ? null : command,
            Environment = variables.Plain,
            Secrets = variables.Secret,
            PortMappings = [.. service.Ports.Select(Mapping)],
            HealthCheck = service.RunsOnce ? null : HealthChecks.For(service),
            Logging = ServiceLogs.ToStreams(logs, "container"),
            StopTimeout = Duration.Seconds(service.IsStateful ? StoreStopSeconds : StopSeconds),
            User = service.IsStateful && service.Runtime.RunsAsFileOwner ? string.Create(CultureInfo.InvariantCulture, $"{service.FileOwner.UserId}:{service.FileOwner.GroupId}") : null,
        });
        if (service.RunsOnce)
        {
            RunOnceTask.AddEnd(service, environment, definition, container, logs);
        }

        if (service.FileFolders.Count > 0)
        {
            ContainerFiles.AddTo(definition, container, service, environment, image, logs);
        }

        return new(definition, container);
    }

    private static PortMapping Mapping(EcsPort port) => new()
    {
        Name = port.Name,
        ContainerPort = port.ContainerPort,
        Protocol = ContainerProtocol.TCP,
        AppProtocol = port.AppProtocol switch
        {
            EcsAppProtocol.Http => AppProtocol.Http,
            EcsAppProtocol.Http2 => AppProtocol.Http2,
            EcsAppProtocol.Grpc => AppProtocol.Grpc,
            _ => null,
        },
    };
}
