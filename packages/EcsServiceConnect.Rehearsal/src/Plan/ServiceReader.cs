using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>Reads an ECS service.</summary>
/// <remarks>Defaults: Amazon ECS API Reference, "CreateService" and "DeploymentConfiguration".</remarks>
internal sealed class ServiceReader(
    EcsTopology topology,
    StackValues values,
    TaskDefinitionReader taskDefinitions,
    TargetGroupReader targetGroups,
    ServiceConnectReader serviceConnect,
    ScalingReader scaling,
    CapacityReader capacity,
    DeploymentReader deployments,
    Problems problems,
    NotRehearsed notRehearsed)
{
    private readonly Dictionary<ServiceDefinition, string> _names = Names(topology, values);
    // A default action belongs to its listener.
    private static readonly string[] _rules = ["AWS::ElasticLoadBalancingV2::ListenerRule", "AWS::ElasticLoadBalancingV2::Listener"];

    private readonly LoadBalancerRoutes _routes = LoadBalancerRoutes.In(topology.Template);

    public async Task<IReadOnlyList<ServicePlan>> ReadAsync(CancellationToken cancellationToken)
    {
        var plans = new List<ServicePlan>();
        foreach (var service in topology.Services)
        {
            if (service.TaskDefinition is { } task)
            {
                plans.Add(await ReadAsync(service, task, cancellationToken).ConfigureAwait(false));
            }
            else
            {
                problems.Add($"{_names[service]}: its task definition is not in the template; put it there, so that there is something to run.");
            }
        }

        return plans;
    }

    private async Task<ServicePlan> ReadAsync(ServiceDefinition service, TaskDefinition task, CancellationToken cancellationToken)
    {
        var name = _names[service];
        PropertyTable.Service.Tell(service.Resource.Properties, name, notRehearsed);
        PropertyTable.Tell(PropertyTable.WithinService, service.Resource.Properties, name, notRehearsed);
        var deployment = deployments.Read(service, name);
        var scales = scaling.Read(service, name);
        return new ServicePlan
        {
            Name = name,
            TaskDefinition = await taskDefinitions.ReadAsync(task, name, cancellationToken).ConfigureAwait(false),

            // Application Auto Scaling brings a service that has less to its minimum.
            DesiredCount = service.DesiredCount ?? scales?.Minimum ?? 1,
            MinimumHealthyPercent = service.MinimumHealthyPercent,
            MaximumPercent = service.MaximumPercent,
            HasCircuitBreaker = service.HasCircuitBreaker,
            RollsBack = service.RollsBack,
            Deployment = deployment,
            HealthCheckGracePeriod = TimeSpan.FromSeconds(values.Number(service.Resource["HealthCheckGracePeriodSeconds"], name) ?? 0),
            SecurityGroups = service.SecurityGroups,
            Namespace = serviceConnect.NamespaceOf(service, name),
            Endpoints = serviceConnect.Read(service, name),
            Targets = [.. service.LoadBalancers.Zip(service.Resource["LoadBalancers"].Items, (l, given) => TargetOf(l, given, task, deployment, name)).OfType<TargetPlan>()],
            CreatedAfter = [.. topology.Services.Where(s => s != service && topology.Template.IsMadeAfter(service.Resource, s.Resource)).Select(s => _names[s])],
            Capacity = capacity.Read(service, name),
            Scaling = scales,
            Peers = [.. service.Resource.Metadata("aspire:peers").Items.Select(p => p.Text).OfType<string>()],
        };
    }

    private TargetPlan? TargetOf(LoadBalancerTarget target, TemplateValue given, TaskDefinition task, DeploymentPlan deployment, string name)
    {
        if (targetGroups.Find(target.TargetGroup) is not { } group)
        {
            notRehearsed.Add($"{name}: a load balancer's target group that is not in the template");
            return null;
        }

        if (task.Containers.FirstOrDefault(c => c.Name == target.Container)?.Ports.Any(p => p.Port == target.Port) != true)
        {
            problems.Add($"{name}: target group {group.Name} leads to port {target.Port} of container {target.Container}, which its task does not have, so ECS refuses the service; name a port mapping that it has.");
        }

        if (_routes.RoutesTo(target.TargetGroup).Count == 0)
        {
            problems.Add($"{name}: no listener forwards to target group {group.Name}, so ECS refuses the service; add one.");
        }

        return new(group, target.Container ?? "", target.Port ?? 0) { Alternate = deployment.Shift is null ? null : AlternateOf(given["AdvancedConfiguration"], group, name) };
    }

    // Without it, or with rules that are not in the template, the load balancer's traffic can't be shifted.
    private AlternateTargetPlan? AlternateOf(TemplateValue advanced, TargetGroupPlan group, string name)
    {
        var rule = advanced["ProductionListenerRule"].Target;
        if (targetGroups.Find(advanced["AlternateTargetGroupArn"].Target) is { } alternate && _rules.Any(t => topology.Template.Find(rule, t) is not null))
        {
            var test = advanced["TestListenerRule"];
            if (test.IsPresent && !_rules.Any(t => topology.Template.Find(test.Target, t) is not null))
            {
                notRehearsed.Add($"{name}: a TestListenerRule that is not in the template");
            }

            return new(alternate, rule!, _rules.Any(t => topology.Template.Find(test.Target, t) is not null) ? test.Target : null);
        }

        notRehearsed.Add($"{name}: no AdvancedConfiguration whose target group and production rule are in the template; its new tasks join target group {group.Name} at once");
        return null;
    }

    // The name in ECS, as people know it; the logical id where two clusters have one each.
    private static Dictionary<ServiceDefinition, string> Names(EcsTopology topology, StackValues values)
    {
        var names = topology.Services.ToDictionary(s => s, s => s.Resource["ServiceName"].Text is { } given ? values.Readable(given) : topology.NameOf(s));
        return names.ToDictionary(n => n.Key, n => names.Values.Count(v => v == n.Value) > 1 ? n.Key.Resource.LogicalId : n.Value);
    }
}
