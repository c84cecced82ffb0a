using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.ElasticLoadBalancingV2;

namespace EcsServiceConnect.Hosting;

/// <summary>
/// The CDK constructs that one resource became, for a callback of <c>PublishAsEcsService</c> to change. The callback
/// runs when all of the stack is there; what a typed property lacks, <c>AddPropertyOverride</c> on the L1 construct has.
/// </summary>
public sealed class EcsServiceConstructs
{
    internal EcsServiceConstructs(
        FargateService fargateService, FargateTaskDefinition taskDefinition, ContainerDefinition container, SecurityGroup securityGroup)
    {
        FargateService = fargateService;
        TaskDefinition = taskDefinition;
        Container = container;
        SecurityGroup = securityGroup;
    }

    /// <summary>The ECS service.</summary>
    public FargateService FargateService { get; }

    /// <summary>Its task definition, with the task role and the execution role.</summary>
    public FargateTaskDefinition TaskDefinition { get; }

    /// <summary>The application's container, named like the resource. Service Connect adds its proxy's when a task starts.</summary>
    public ContainerDefinition Container { get; }

    /// <summary>
    /// The service's own security group. It lets in what refers to the resource, and out what the resource refers to
    /// and HTTPS; more is a rule to add here.
    /// </summary>
    public SecurityGroup SecurityGroup { get; }

    /// <summary>The load balancer before it, which it may share with other resources; null where the resource has no external endpoint.</summary>
    public ApplicationLoadBalancer? LoadBalancer { get; internal init; }

    /// <summary>The listener that leads to its first external endpoint: of HTTPS where the environment has a domain; null where there is no load balancer.</summary>
    public ApplicationListener? Listener { get; internal init; }

    /// <summary>The tasks that the listener sends to, the first of two groups where requests are shifted; null where there is no load balancer.</summary>
    public ApplicationTargetGroup? TargetGroup { get; internal init; }
}
