using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>What a deployment shifts requests with at a load balancer: one of `LoadBalancers` of a service that shifts them.</summary>
/// <remarks>Amazon ECS API Reference, "AdvancedConfiguration".</remarks>
/// <param name="Service">The service.</param>
/// <param name="Target">The entry of the list.</param>
internal sealed record TrafficShift(ServiceDefinition Service, TemplateValue Target)
{
    public TemplateValue Settings => Target["AdvancedConfiguration"];

    /// <summary>The target group that has the tasks first.</summary>
    public TemplateValue Group => Target["TargetGroupArn"];

    /// <summary>The one that they change places with.</summary>
    public TemplateValue Alternate => Settings["AlternateTargetGroupArn"];

    /// <summary>Whose weights are changed for all requests: a rule, or the listener of a network load balancer.</summary>
    public TemplateValue ProductionRule => Settings["ProductionListenerRule"];

    /// <summary>The same for requests that get the new version first.</summary>
    public TemplateValue TestRule => Settings["TestListenerRule"];

    /// <summary>With whose rights they are changed.</summary>
    public TemplateValue Role => Settings["RoleArn"];

    /// <summary>Those of all services that shift requests.</summary>
    public static IEnumerable<TrafficShift> In(EcsTopology topology) => topology.Services.Where(s => new DeploymentStrategy(s).ShiftsRequests).SelectMany(Of);

    /// <summary>Those of a service, whatever its strategy.</summary>
    public static IEnumerable<TrafficShift> Of(ServiceDefinition service) =>
        service.Resource["LoadBalancers"].Items.Where(l => l["TargetGroupArn"].IsPresent).Select(l => new TrafficShift(service, l));

    /// <summary>The alternate target groups of a service that are in the template, as what they lead to.</summary>
    public static IEnumerable<LoadBalancerTarget> AlternatesOf(ServiceDefinition service) =>
        Of(service).Where(s => s.Alternate.IsPresent).Select(s => new LoadBalancerTarget(s.Target["ContainerName"].Text, s.Target["ContainerPort"].Number, s.Alternate.Target));
}
