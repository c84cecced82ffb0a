using Aspire.Hosting.Pipelines;
using EcsServiceConnect.Hosting.Cdk;
using EcsServiceConnect.Hosting.Deployment;
using EcsServiceConnect.Hosting.Model;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Publishing;

/// <summary>The deploy and destroy steps: what was published, handed to AWS.</summary>
internal static class EcsDeployer
{
    public static async Task DeployAsync(
        EcsEnvironmentResource environment, EcsApplication application, IReadOnlyDictionary<string, string> parameters, PipelineStepContext context)
    {
        var deployment = Describe(environment, application, context) with { Parameters = parameters };
        var outputs = await Deployment(context).DeployAsync(deployment, context.CancellationToken).ConfigureAwait(false);
        foreach (var (name, value) in outputs)
        {
            context.Summary.Add(name, value);
        }
    }

    public static Task DestroyAsync(EcsEnvironmentResource environment, EcsApplication application, PipelineStepContext context) =>
        Deployment(context).DestroyAsync(
            Describe(environment, application, context),
            Confirmation.Of(context.Services),
            context.CancellationToken);

    private static EcsDeployment Deployment(PipelineStepContext context) => new(new ToolCache(), context.Logger);

    private static StackDeployment Describe(EcsEnvironmentResource environment, EcsApplication application, PipelineStepContext context) =>
        new(
            Path.Combine(EcsPublisher.OutputFolder(environment, context), EcsStackWriter.AssemblyFolder),
            environment.Name,
            [.. from service in application.Services
                where service.Image is EcsProjectImage
                let image = (EcsProjectImage)service.Image
                select new ProjectImage(service.Name, image.ProjectPath, image.ParameterName) { Architecture = environment.Architecture }])
        {
            Region = environment.Region,
            Profile = environment.Profile,
            PageOutput = application.Services.FirstOrDefault(s => s.Ports.Any(p => p.IsExternal)) is { } page ? $"{LogicalName.Of(page.Name)}Url" : null,
        };
}
