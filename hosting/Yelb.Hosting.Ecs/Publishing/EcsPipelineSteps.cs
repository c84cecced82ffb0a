using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Pipelines;
using Yelb.Hosting.Ecs.Model;
using Yelb.Hosting.Ecs.Rehearsal.Images;
using Yelb.Hosting.Ecs.Rehearsing;

namespace Yelb.Hosting.Ecs.Publishing;

/// <summary>What an ECS environment adds to Aspire's publish, deploy and destroy; and rehearse, which Aspire does not have.</summary>
internal static class EcsPipelineSteps
{
    private const string Rehearse = "rehearse";

    // None is behind Aspire's publish-prereq: that one asks for the parameters' values and writes them, secrets too,
    // into a file. Here they become parameters and secrets of the stack.
    public static IEnumerable<PipelineStep> For(EcsEnvironmentResource environment, DistributedApplicationModel model)
    {
        EcsApplication? published = null;
        Task<IReadOnlyDictionary<string, PlayedImage>>? projects = null;
        var rehearse = new PipelineStep { Name = Rehearse, Action = _ => Task.CompletedTask };
        var publish = new PipelineStep
        {
            Name = $"publish-{environment.Name}",
            Description = $"Writes the CDK cloud assembly of {environment.Name}.",
            Action = async context => published = await EcsPublisher.PublishAsync(environment, context).ConfigureAwait(false),
            RequiredBySteps = [WellKnownPipelineSteps.Publish],
        };
        var projectFiles = new PipelineStep
        {
            Name = $"publish-projects-{environment.Name}",
            Action = context =>
            {
                EcsRehearser.RefuseOtherMachines();
                // Not awaited here: it takes its time beside the synthesis, also in a host that runs one step after the other.
                projects = EcsRehearser.PublishProjectsAsync(environment, context);
                return Task.CompletedTask;
            },
        };

        return
        [
            // A name is there once, however many environments there are.
            .. model.Resources.OfType<EcsEnvironmentResource>().First() == environment ? [rehearse] : Array.Empty<PipelineStep>(),
            publish,
            projectFiles,
            new()
            {
                Name = $"rehearse-{environment.Name}",
                Description = $"Runs the stack of {environment.Name} on this machine, as Amazon ECS would.",
                Action = async context => await EcsRehearser.RehearseAsync(environment, published!, await projects!.ConfigureAwait(false), context).ConfigureAwait(false),
                DependsOnSteps = [projectFiles.Name, publish.Name],
                RequiredBySteps = [Rehearse],
            },
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
