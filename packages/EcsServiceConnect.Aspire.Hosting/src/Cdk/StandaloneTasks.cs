using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>Tasks that people start: a task definition with no service, and the command that runs it.</summary>
internal static class StandaloneTasks
{
    /// <summary>
    /// In a public subnet and with an address of its own: a load balancer that faces the internet resolves to public
    /// addresses, and out of the private subnets there may be no way to them. Its security group lets nobody in.
    /// </summary>
    internal static string RunCommand(FargateTaskDefinition task, ServiceCluster cluster, IVpc vpc, SecurityGroup group)
    {
        var subnets = string.Join(',', vpc.SelectSubnets(Network.PublicSubnets).SubnetIds);
        return $"aws ecs run-task --region {Aws.REGION} --cluster {cluster.Cluster.ClusterName} --launch-type FARGATE --task-definition {task.TaskDefinitionArn}"
            + $" --network-configuration 'awsvpcConfiguration={{subnets=[{subnets}],securityGroups=[{group.SecurityGroupId}],assignPublicIp=ENABLED}}'";
    }
}
