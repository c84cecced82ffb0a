using Amazon.CDK;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.Logs;
using Aspire.Hosting;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// The task of a resource that ends by itself, such as a migration. Service Connect's names are for tasks of services only
/// (AWS, "Service Connect considerations"), so it is a service of one task: its container runs to its end, and then one
/// that does nothing starts (Amazon ECS API Reference, "ContainerDependency: SUCCESS"). Only with that one is the service
/// stable, so that CloudFormation deploys those who wait; a failure ends the task, and after some of them the deployment.
/// </summary>
internal static class RunOnceTask
{
    /// <summary>Adds the container that stands for the end of the other.</summary>
    /// <exception cref="DistributedApplicationException">With no NAT gateway its image is out of reach.</exception>
    internal static void AddEnd(EcsService service, EcsEnvironmentResource environment, FargateTaskDefinition task, ContainerDefinition container, LogGroup logs)
    {
        if (environment.IsIsolated)
        {
            throw new DistributedApplicationException($"Resource '{service.Name}' runs once in each deployment, which takes a container of {ContainerFiles.ToolImage}, out of reach of environment '{environment.Name}', as it has no NAT gateway: set NatGateways to 1, or migrate when '{service.Name}' is called otherwise.");
        }

        var end = task.AddContainer("End", new ContainerDefinitionOptions
        {
            ContainerName = $"{service.Name}-has-ended",
            Image = ContainerImage.FromRegistry(ContainerFiles.ToolImage),
            Command = ["sleep", "infinity"],
            Logging = ServiceLogs.ToStreams(logs, "end"),

            // It handles no signal, and has nothing to save.
            StopTimeout = Duration.Seconds(2),
        });
        end.AddContainerDependencies(new ContainerDependency { Container = container, Condition = ContainerDependencyCondition.SUCCESS });
    }
}
