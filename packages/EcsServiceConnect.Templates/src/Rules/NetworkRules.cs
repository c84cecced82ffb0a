using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Fargate tasks have an address of their own.</summary>
internal static class NetworkRules
{
    [TemplateRule("a task network that Fargate does not have", "Amazon ECS Developer Guide, Amazon ECS task definition parameters for Fargate")]
    public const string NotAwsVpc = "network-mode-not-awsvpc";

    [TemplateRule("a service with no subnets", "Amazon ECS API Reference, CreateService: networkConfiguration")]
    public const string NoSubnets = "no-network-configuration";

    [TemplateRule("a target group of instances, or a classic load balancer, for tasks with an address of their own", "Amazon ECS API Reference, LoadBalancer: targetGroupArn, loadBalancerName")]
    public const string TargetType = "target-type-not-ip";

    /// <summary>A Fargate task's network mode is awsvpc.</summary>
    /// <remarks>Amazon ECS Developer Guide, "Amazon ECS task definition parameters for Fargate", Network mode.</remarks>
    public static IEnumerable<TemplateViolation> ModeIsAwsVpc(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        where topology.ServicesOf(task).Any(s => s.IsFargate) && task.Resource["NetworkMode"] is { IsUnknown: false, Text: not "awsvpc" }
        select topology.Violation(NotAwsVpc, task, $"its network mode is {task.Resource["NetworkMode"].Text ?? "not given"}, and Fargate needs awsvpc; set that.");

    /// <summary>A service of such tasks says in which subnets.</summary>
    /// <remarks>Amazon ECS API Reference, "CreateService", networkConfiguration: "required for task definitions that use the awsvpc network mode".</remarks>
    public static IEnumerable<TemplateViolation> SubnetsAreGiven(EcsTopology topology) =>
        from service in topology.Services
        where service.IsFargate && service.Resource["NetworkConfiguration"] is { IsUnknown: false } network && network["AwsvpcConfiguration"] is { IsUnknown: false } addresses && !addresses["Subnets"].IsPresent
        select topology.Violation(NoSubnets, service, "it has no subnets to run in; give it the environment's.");

    /// <summary>"Services with tasks that use the awsvpc network mode … only support Application Load Balancers and Network Load Balancers."</summary>
    /// <remarks>Amazon ECS API Reference, "LoadBalancer": loadBalancerName.</remarks>
    public static IEnumerable<TemplateViolation> BalancersAreNotClassic(EcsTopology topology) =>
        from service in topology.Services
        where service.IsFargate || service.TaskDefinition?.Resource["NetworkMode"].Text == "awsvpc"
        where service.Resource["LoadBalancers"].Items.Any(l => l["LoadBalancerName"].IsPresent && !l["TargetGroupArn"].IsPresent)
        select topology.Violation(TargetType, service, "its load balancer is named (LoadBalancerName), as classic ones are, which tasks with an address of their own can't have; give TargetGroupArn.");

    /// <summary>A target group of such tasks has targets of type ip.</summary>
    /// <remarks>Amazon ECS API Reference, "LoadBalancer": with awsvpc "you must choose ip as the target type, not instance".</remarks>
    public static IEnumerable<TemplateViolation> TargetsAreAddresses(EcsTopology topology) =>
        from service in topology.Services
        where service.IsFargate
        from target in service.LoadBalancers.Concat(TrafficShift.AlternatesOf(service))
        let resource = topology.Template.Find(target.TargetGroup, "AWS::ElasticLoadBalancingV2::TargetGroup")
        where resource is not null && resource["TargetType"] is { IsUnknown: false, Text: not "ip" }
        select topology.Violation(TargetType, service, $"its target group {target.TargetGroup} takes targets of type {resource["TargetType"].Text ?? "instance"}, and tasks on Fargate are of type ip; set that.");
}
