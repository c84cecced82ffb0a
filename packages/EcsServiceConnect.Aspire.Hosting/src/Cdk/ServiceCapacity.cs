using Amazon.CDK.AWS.ECS;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// Which Fargate runs the tasks. AWS takes a Spot task back at two minutes' notice, so the first task of a service
/// is on demand, and all are of a service that keeps data.
/// </summary>
internal static class ServiceCapacity
{
    internal const string OnDemand = "FARGATE";
    internal const string Spot = "FARGATE_SPOT";

    /// <summary>Whether tasks beyond the first are Spot's.</summary>
    internal static bool UsesSpot(EcsService service) => service.Options.UseSpot ?? !(service.IsStateful || service.RunsOnce);

    internal static ICapacityProviderStrategy[] For(EcsService service) => UsesSpot(service)
        ?
        [
            new CapacityProviderStrategy { CapacityProvider = OnDemand, Base = 1, Weight = 0 },
            new CapacityProviderStrategy { CapacityProvider = Spot, Weight = 1 },
        ]
        : [new CapacityProviderStrategy { CapacityProvider = OnDemand, Weight = 1 }];
}
