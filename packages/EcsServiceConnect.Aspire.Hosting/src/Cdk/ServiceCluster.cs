using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.ServiceDiscovery;
using Constructs;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>The ECS cluster, and the Cloud Map namespace that its services find each other in.</summary>
/// <param name="Cluster">The cluster, named like the environment.</param>
/// <param name="Namespace">
/// The namespace, named like the environment too. An HTTP one: Service Connect needs no DNS zone
/// (AWS, "Amazon ECS Service Connect concepts").
/// </param>
internal sealed record ServiceCluster(Cluster Cluster, HttpNamespace Namespace)
{
    internal static ServiceCluster AddTo(Construct scope, EcsEnvironmentResource environment, IVpc vpc)
    {
        var cluster = new Cluster(scope, "Cluster", new ClusterProps { ClusterName = environment.Name, Vpc = vpc });

        // In the cluster itself, so that they are there before its services; CDK's own way is a resource beside it.
        var resource = (CfnCluster)cluster.Node.DefaultChild!;
        resource.CapacityProviders = [ServiceCapacity.OnDemand, ServiceCapacity.Spot];
        resource.ClusterSettings = new object[]
        {
            new CfnCluster.ClusterSettingsProperty { Name = "containerInsights", Value = environment.ContainerInsights ? "enabled" : "disabled" },
        };
        var @namespace = new HttpNamespace(scope, "Namespace", new HttpNamespaceProps
        {
            Name = environment.Name,
            Description = "The names that services reach each other by (ECS Service Connect)",
        });

        // No task starts before there is a way out of its subnet to pull its image.
        cluster.Node.AddDependency(vpc);
        return new(cluster, @namespace);
    }
}
