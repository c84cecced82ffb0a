using Amazon.CDK;
using Constructs;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>What a person wants to know of the stack once it is deployed.</summary>
internal static class StackOutputs
{
    internal static void AddTo(Construct scope, ServiceCluster cluster)
    {
        Add(scope, "ClusterName", "The ECS cluster", cluster.Cluster.ClusterName);
        Add(scope, "NamespaceName", "The Cloud Map namespace of Service Connect's names", cluster.NamespaceName);
        Add(scope, "Region", "Where it runs", Aws.REGION);
    }

    internal static void Add(Construct scope, string name, string description, string value) =>
        new CfnOutput(scope, $"Output{name}", new CfnOutputProps { Description = description, Value = value }).OverrideLogicalId(name);
}
