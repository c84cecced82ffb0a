using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>Reads where a service's tasks run.</summary>
/// <remarks>Amazon ECS API Reference, "CapacityProviderStrategyItem" (base and weight are 0 by default) and "CreateService".</remarks>
internal sealed class CapacityReader(CloudFormationTemplate template, StackValues values, NotRehearsed notRehearsed)
{
    private static readonly CapacityPlan _fargate = new("FARGATE", 0, 1);

    public IReadOnlyList<CapacityPlan> Read(ServiceDefinition service, string name)
    {
        if (service.Resource["CapacityProviderStrategy"] is { Items.Count: > 0 } given)
        {
            return Strategy(given, name);
        }

        if (service.LaunchType is null && service.Cluster is not null && ClusterCapacity.DefaultStrategies(template, service.Cluster).FirstOrDefault() is { Items.Count: > 0 } ofCluster)
        {
            return Strategy(ofCluster, name);
        }

        if (service.LaunchType is not "FARGATE")
        {
            notRehearsed.Add($"{name}: launch type {service.LaunchType ?? "EC2, which is taken where neither it nor its cluster names one"}; its tasks run as on Fargate");
        }

        return [_fargate];
    }

    private CapacityPlan[] Strategy(TemplateValue strategy, string name)
    {
        CapacityPlan[] plan =
        [
            .. strategy.Items.Select(i => new CapacityPlan(
                values.Text(i["CapacityProvider"], $"{name}, CapacityProvider") ?? "",
                values.Number(i["Base"], $"{name}, Base") ?? 0,
                values.Number(i["Weight"], $"{name}, Weight") ?? 0)),
        ];
        foreach (var other in plan.Where(p => p.Provider is not ("FARGATE" or "FARGATE_SPOT")))
        {
            notRehearsed.Add($"{name}: capacity provider {other.Provider}; its tasks run as on Fargate");
        }

        return plan;
    }
}
