using System.Text.RegularExpressions;
using Amazon.CDK;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.IAM;
using Aspire.Hosting;
using Constructs;
using EcsServiceConnect.Hosting.Deployment;
using EcsServiceConnect.Hosting.Model;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>Where a task's image comes from, and the right to pull it.</summary>
internal static partial class ContainerImages
{
    /// <summary>The image, as the container's definition takes it.</summary>
    /// <exception cref="DistributedApplicationException">With no NAT gateway the image is out of reach.</exception>
    internal static ContainerImage AddTo(Construct scope, EcsService service, EcsEnvironmentResource environment, FargateTaskDefinition task)
    {
        switch (service.Image)
        {
            case EcsPushedImage pushed:
                var parameter = new CfnParameter(scope, "Image", new CfnParameterProps
                {
                    Type = "String",
                    Description = $"The image of {service.Name}, as it was pushed to ECR",
                });
                parameter.OverrideLogicalId(pushed.ParameterName);
                AllowPull(task, $"{Aws.REGION}:{Aws.ACCOUNT_ID}", StackDeployment.Repository(environment.Name, service.Name));
                return ContainerImage.FromRegistry(parameter.ValueAsString);

            case EcsRegistryImage image when EcrAddress().Match(image.Reference) is { Success: true } address:
                AllowPull(task, $"{address.Groups["region"].Value}:{address.Groups["account"].Value}", address.Groups["repository"].Value);
                return ContainerImage.FromRegistry(image.Reference);

            case EcsRegistryImage image when environment.IsIsolated:
                throw new DistributedApplicationException(
                    $"Resource '{service.Name}' has the image '{image.Reference}', which is out of reach of environment '{environment.Name}', as it has no NAT gateway: copy the image to ECR and name it there, publish the resource as a managed store, or set NatGateways to 1.");

            case EcsRegistryImage image:
                return ContainerImage.FromRegistry(image.Reference);

            default:
                throw new InvalidOperationException($"The image {service.Image.GetType().Name} has no address.");
        }
    }

    private static void AllowPull(FargateTaskDefinition task, string regionAndAccount, string repository)
    {
        task.AddToExecutionRolePolicy(new PolicyStatement(new PolicyStatementProps
        {
            Actions = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            Resources = [$"arn:{Aws.PARTITION}:ecr:{regionAndAccount}:repository/{repository}"],
        }));

        // It is for the whole registry: AWS has no narrower resource for it.
        task.AddToExecutionRolePolicy(new PolicyStatement(new PolicyStatementProps { Actions = ["ecr:GetAuthorizationToken"], Resources = ["*"] }));
    }

    [GeneratedRegex(@"^(?<account>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?/(?<repository>[^:@]+)")]
    private static partial Regex EcrAddress();
}
