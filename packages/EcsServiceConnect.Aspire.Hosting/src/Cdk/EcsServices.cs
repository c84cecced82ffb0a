using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.Logs;
using Constructs;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>The ECS service: how many tasks run, where, and how a deployment replaces them.</summary>
internal static class EcsServices
{
    internal static FargateService AddTo(
        Construct scope, EcsService service, EcsEnvironmentResource environment, ServiceCluster cluster, ServiceTask task, SecurityGroup group, LogGroup logs)
    {
        var result = new FargateService(scope, "Service", new FargateServiceProps
        {
            ServiceName = service.Name,
            Cluster = cluster.Cluster,
            TaskDefinition = task.Definition,
            SecurityGroups = [group],
            VpcSubnets = Network.PrivateSubnets,
            CapacityProviderStrategies = ServiceCapacity.For(service),
            DesiredCount = DesiredCount(service),

            // Two database servers on one volume would ruin it: the old task is gone before the new one starts.
            MinHealthyPercent = service.IsStateful ? 0 : 100,
            MaxHealthyPercent = service.IsStateful ? 100 : 200,
            CircuitBreaker = DeploymentStrategies.CircuitBreaker(service),
            HealthCheckGracePeriod = service.PublicPorts.Any() ? Duration.Seconds(60) : null,

            // A session that leads to a port is one of ECS Exec's agent.
            EnableExecuteCommand = environment.EnableExecuteCommand || service.HasPortSession,
            EnableECSManagedTags = true,
            PropagateTags = PropagatedTagSource.SERVICE,
            ServiceConnectConfiguration = ServiceConnect.IsUsedBy(service) ? ServiceConnect.For(service, cluster, logs) : null,
        });

        DeploymentStrategies.AddOverrides(service, Resource(result));
        if (ServiceConnect.IsUsedBy(service))
        {
            ServiceConnect.AddOverrides(scope, service, environment, Resource(result));
        }

        return result;
    }

    internal static CfnService Resource(FargateService service) => (CfnService)service.Node.FindChild("Service");

    // A number in the template would undo the scaling at each deployment.
    private static double? DesiredCount(EcsService service) =>
        service.Options.Scaling is not null ? null : service.IsStateful || service.RunsOnce ? 1 : service.Options.DesiredCount ?? service.Replicas;
}
