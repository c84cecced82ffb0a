using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.ElasticLoadBalancingV2;
using Amazon.CDK.AWS.IAM;
using Constructs;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// What ECS shifts a service's requests with at a load balancer: rules with both target groups, whose weights it changes, and
/// the role that it does so with (Amazon ECS Developer Guide, "Application Load Balancer resources for blue/green, linear, and
/// canary deployments"). Which group has the version that runs changes with each deployment.
/// </summary>
/// <param name="Strategy">How they are shifted.</param>
/// <param name="Role">The role, for all endpoints of the service.</param>
internal sealed record TrafficShift(EcsDeploymentStrategy Strategy, Role Role)
{
    // Behind all rules of other resources at the port.
    private const int LastPriority = 50_000;

    /// <returns>Null where the service's deployments shift nothing.</returns>
    internal static TrafficShift? For(Construct scope, EcsService service) => service.Options.Deployment is not { } strategy ? null : new(strategy, new Role(scope, "TrafficShiftRole", new RoleProps
    {
        Description = $"ECS shifts requests between two versions of {service.Name} with it",
        AssumedBy = new ServicePrincipal("ecs.amazonaws.com"),
        ManagedPolicies = [ManagedPolicy.FromAwsManagedPolicyName("AmazonECSInfrastructureRolePolicyForLoadBalancers")],
    }));

    /// <summary>Adds the rules of one endpoint, and tells the service of them.</summary>
    /// <param name="port">The endpoint.</param>
    /// <param name="groups">Its target group and the alternate one.</param>
    /// <param name="route">Which requests are for it, and how early the listener asks; of a whole port neither.</param>
    /// <param name="balancer">The load balancer.</param>
    /// <param name="service">The service.</param>
    /// <param name="index">The endpoint's place among those that the load balancer sends to.</param>
    internal void AddRules(EcsPort port, (ApplicationTargetGroup Production, ApplicationTargetGroup Alternate) groups, (ListenerCondition[] Conditions, int Priority)? route, LoadBalancer balancer, FargateService service, int index)
    {
        // A listener's default action has no ARN that a template could name: a rule for every path stands in for it.
        var (conditions, priority) = route ?? ([ListenerCondition.PathPatterns(["/*"])], balancer.FreePriority(port.Public!.Port, LastPriority));
        var test = ListenerCondition.HttpHeader(Strategy.TestHeader, [Strategy.TestHeaderValue ?? "*"]);
        var production = AddRule("Rule", priority, conditions);
        var testing = AddRule("TestRule", balancer.FreePriorityBefore(port.Public!.Port, priority), [.. conditions, test]);
        EcsServices.Resource(service).AddPropertyOverride($"LoadBalancers.{index}.AdvancedConfiguration", new Dictionary<string, object>
        {
            ["AlternateTargetGroupArn"] = groups.Alternate.TargetGroupArn,
            ["ProductionListenerRule"] = production.ListenerRuleArn,
            ["TestListenerRule"] = testing.ListenerRuleArn,
            ["RoleArn"] = Role.RoleArn,
        });

        ApplicationListenerRule AddRule(string suffix, int at, ListenerCondition[] of)
        {
            var listener = balancer.Listener(port.Public!.Port);

            // Named as the CDK names that of a service without a shift, so that one that gets it later keeps its rule.
            return new(listener, $"{port.Name}{suffix}", new ApplicationListenerRuleProps
            {
                Listener = listener,
                Priority = at,
                Conditions = of,
                Action = ListenerAction.WeightedForward(
                [
                    new WeightedTargetGroup { TargetGroup = groups.Production, Weight = 1 },
                    new WeightedTargetGroup { TargetGroup = groups.Alternate, Weight = 0 },
                ]),
            });
        }
    }
}
