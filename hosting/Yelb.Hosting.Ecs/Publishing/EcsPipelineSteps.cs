using Aspire.Hosting.Pipelines;
using Yelb.Hosting.Ecs.Model;

namespace Yelb.Hosting.Ecs.Publishing;

/// <summary>What an ECS environment adds to Aspire's publish, deploy and destroy.</summary>
internal static class EcsPipelineSteps
{
    // None is behind Aspire's publish-prereq: that one asks for the parameters' values and writes them, secrets too,
    // into a file. Here they become parameters and secrets of the stack.
    public static IEnumerable<PipelineStep> For(EcsEnvironmentResource environment)
    {
        EcsApplication? published = null;
        var publish = new PipelineStep
        {
            Name = $"publish-{environment.Name}",
            Description = $"Writes the CDK cloud assembly of {environment.Name}.",
            Action = async context => published = await EcsPublisher.PublishAsync(environment, context).ConfigureAwait(false),
            RequiredBySteps = [WellKnownPipelineSteps.Publish],
        };

        return
        [
            publish,
            new()
            {
                Name = $"deploy-{environment.Name}",
                Description = $"Pushes the images of {environment.Name} and deploys its stack.",
                Action = context => EcsDeployer.DeployAsync(environment, published!, context),
                DependsOnSteps = [publish.Name],
                RequiredBySteps = [WellKnownPipelineSteps.Deploy],
            },
            new()
            {
                Name = $"destroy-{environment.Name}",
                Description = $"Deletes the stack of {environment.Name} and its images.",
                Action = context => EcsDeployer.DestroyAsync(environment, published!, context),
                // What is deleted and what is kept stands in the cloud assembly.
                DependsOnSteps = [publish.Name],
                RequiredBySteps = [WellKnownPipelineSteps.Destroy],
            },
        ];
    }
}
