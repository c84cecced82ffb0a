using Amazon.CDK.AWS.ECS;
using EcsServiceConnect.Hosting.Model;
using CfnService = Amazon.CDK.AWS.ECS.CfnService;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>How a deployment replaces a service's tasks: one by one, or both versions beside each other with the requests shifted.</summary>
internal static class DeploymentStrategies
{
    /// <summary>
    /// What undoes a deployment whose tasks fail; none for those that shift requests, which wait for healthy tasks and are
    /// rolled back by alarms (Amazon ECS API Reference, "DeploymentCircuitBreaker": rolling deployments only).
    /// </summary>
    internal static IDeploymentCircuitBreaker? CircuitBreaker(EcsService service) =>
        service.Options.Deployment is null ? new DeploymentCircuitBreaker { Enable = true, Rollback = true } : null;

    /// <summary>What CDK 2.160 has no properties for.</summary>
    internal static void AddOverrides(EcsService service, CfnService resource)
    {
        if (service.Options.Deployment is not { } strategy)
        {
            return;
        }

        Override("Strategy", strategy.Name);
        Override("BakeTimeInMinutes", strategy.BakeTime.TotalMinutes);
        switch (strategy)
        {
            case EcsCanary canary:
                Override("CanaryConfiguration", new Dictionary<string, object> { ["CanaryPercent"] = canary.Percent, ["CanaryBakeTimeInMinutes"] = canary.CanaryBakeTime.TotalMinutes });
                break;
            case EcsLinear linear:
                Override("LinearConfiguration", new Dictionary<string, object> { ["StepPercent"] = linear.StepPercent, ["StepBakeTimeInMinutes"] = linear.StepBakeTime.TotalMinutes });
                break;
        }

        void Override(string property, object value) => resource.AddPropertyOverride($"DeploymentConfiguration.{property}", value);
    }
}
