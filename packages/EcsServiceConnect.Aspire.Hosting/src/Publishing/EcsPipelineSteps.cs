using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Pipelines;
using EcsServiceConnect.Hosting.Model;
using EcsServiceConnect.Hosting.Rehearsing;
using EcsServiceConnect.Rehearsal.Contract;

namespace EcsServiceConnect.Hosting.Publishing;

/// <summary>What an ECS environment adds to Aspire's publish, deploy and destroy; and rehearse and diff, which Aspire does not have.</summary>
internal static class EcsPipelineSteps
{
    private const string Rehearse = "rehearse";
    private const string Diff = "diff";

    // None is behind Aspire's publish-prereq or deploy-prereq: those ask for the parameters' values and write them,
    // secrets too, into a file. Here they become parameters and secrets of the stack.
    public static IEnumerable<PipelineStep> For(EcsEnvironmentResource environment, DistributedApplicationModel model)
    {
        EcsApplication? application = null;
        IReadOnlyDictionary<string, LocalImage>? projects = null;
        IReadOnlyDictionary<string, string>? parameters = null;
        // A name is there once, however many environments there are.
        if (model.Resources.OfType<EcsEnvironmentResource>().First() == environment)
        {
            yield return new() { Name = Rehearse, Description = "Runs the stacks on this machine, as Amazon ECS would.", Action = _ => Task.CompletedTask };
            yield return new() { Name = Diff, Description = "Says what a deployment would add, change, replace and delete.", Action = _ => Task.CompletedTask };
        }

        // A step of its own, so that an error of the model is told once: publish and publish-projects run side by side.
        var read = Step("read", $"Reads the model for {environment.Name}.", async context => application = await EcsPublisher.ReadAsync(environment, context).ConfigureAwait(false));
        yield return read;

        var publish = Step("publish", $"Writes the CDK cloud assembly of {environment.Name}.", context => EcsPublisher.PublishAsync(environment, application!, context), read);
        publish.RequiredBy(WellKnownPipelineSteps.Publish);
        yield return publish;

        // Before anything is built, or signed in to.
        var findParameters = Step(
            "parameters", $"Finds the values of the parameters of {environment.Name}.",
            async context => parameters = await EcsParameterValues.ReadAsync(application!, context.Services, context.Logger, context.CancellationToken).ConfigureAwait(false), read);
        yield return findParameters;

        var publishProjects = Step(
            "publish-projects", $"Publishes the files of the projects of {environment.Name} for this machine.",
            async context => projects = await EcsRehearser.PublishProjectsAsync(environment, application!, context).ConfigureAwait(false), findParameters);
        yield return publishProjects;

        var rehearse = Step(
            Rehearse, $"Runs the stack of {environment.Name} on this machine, as Amazon ECS would.",
            context => EcsRehearser.RehearseAsync(environment, application!, parameters!, projects!, context), publish, publishProjects);
        rehearse.RequiredBy(Rehearse);
        yield return rehearse;

        var diff = Step(Diff, $"Says what a deployment would change of the stack of {environment.Name}.", context => EcsDeployer.DiffAsync(environment, application!, context), publish);
        diff.RequiredBy(Diff);
        yield return diff;

        var deploy = Step("deploy", $"Pushes the images of {environment.Name} and deploys its stack.", context => EcsDeployer.DeployAsync(environment, application!, parameters!, context), publish, findParameters);
        deploy.RequiredBy(WellKnownPipelineSteps.Deploy);
        yield return deploy;

        // The CDK deletes by the cloud assembly.
        var destroy = Step("destroy", $"Deletes the stack of {environment.Name} and its images.", context => EcsDeployer.DestroyAsync(environment, application!, context), publish);
        destroy.RequiredBy(WellKnownPipelineSteps.Destroy);
        yield return destroy;

        PipelineStep Step(string verb, string description, Func<PipelineStepContext, Task> action, params PipelineStep[] after) => new()
        {
            Name = $"{verb}-{environment.Name}",
            Description = description,
            Action = EcsStep.Action($"{verb}-{environment.Name}", action),
            DependsOnSteps = [.. after.Select(s => s.Name)],
        };
    }
}
