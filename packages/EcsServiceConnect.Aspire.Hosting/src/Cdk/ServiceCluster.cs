using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.ServiceDiscovery;
using Constructs;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>The ECS cluster, and the Cloud Map namespace that its services find each other in: new ones, or those that there are already.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="NamespaceArn">The namespace.</param>
/// <param name="NamespaceName">Its name.</param>
internal sealed record ServiceCluster(ICluster Cluster, string NamespaceArn, string NamespaceName)
{
    internal static ServiceCluster AddTo(Construct scope, EcsEnvironmentResource environment, IVpc vpc)
    {
        var cluster = environment.ExistingCluster is { } name
            ? Amazon.CDK.AWS.ECS.Cluster.FromClusterAttributes(scope, "Cluster", new ClusterAttributes { ClusterName = name, Vpc = vpc, SecurityGroups = [] })
            : AddCluster(scope, environment, vpc);
        if (environment.ExistingNamespace is { } existing)
        {
            return new(cluster, existing.Arn, existing.Name);
        }

        // An HTTP one: Service Connect needs no DNS zone (AWS, "Amazon ECS Service Connect concepts").
        var @namespace = new HttpNamespace(scope, "Namespace", new HttpNamespaceProps
        {
            Name = environment.Name,
            Description = "The names that services reach each other by (ECS Service Connect)",
        });
        return new(cluster, @namespace.NamespaceArn, environment.Name);
    }

    private static Cluster AddCluster(Construct scope, EcsEnvironmentResource environment, IVpc vpc)
    {
        var cluster = new Cluster(scope, "Cluster", new ClusterProps { ClusterName = environment.Name, Vpc = vpc });

        // In the cluster itself, so that they are there before its services; CDK's own way is a resource beside it.
        var resource = (CfnCluster)cluster.Node.DefaultChild!;
        resource.CapacityProviders = [ServiceCapacity.OnDemand, ServiceCapacity.Spot];
        resource.ClusterSettings = new object[]
        {
            new CfnCluster.ClusterSettingsProperty { Name = "containerInsights", Value = environment.ContainerInsights ? "enabled" : "disabled" },
        };

        // No task starts before there is a way out of its subnet to pull its image.
        cluster.Node.AddDependency(vpc);
        return cluster;
    }
}
