using Aspire.Hosting.Pipelines;
using EcsServiceConnect.Hosting.Cdk;
using EcsServiceConnect.Hosting.Deployment;
using EcsServiceConnect.Hosting.Model;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Publishing;

/// <summary>The deploy and destroy steps: what was published, handed to AWS.</summary>
internal static class EcsDeployer
{
    public static async Task DeployAsync(EcsEnvironmentResource environment, EcsApplication application, PipelineStepContext context)
    {
        var outputs = await Deployment(context).DeployAsync(Describe(environment, application, context), context.CancellationToken).ConfigureAwait(false);
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

    private static IConfiguration Configuration(PipelineStepContext context) => context.Services.GetRequiredService<IConfiguration>();

    private static StackDeployment Describe(EcsEnvironmentResource environment, EcsApplication application, PipelineStepContext context) =>
        new(
            Path.Combine(EcsPublisher.OutputFolder(environment, context), EcsStackWriter.AssemblyFolder),
            environment.Name,
            [.. from service in application.Services
                where service.Image is EcsProjectImage
                let image = (EcsProjectImage)service.Image
                select new ProjectImage(service.Name, image.ProjectPath, image.ParameterName) { Architecture = environment.Architecture }])
        {
            Parameters = Parameters(application, Configuration(context)),
            Region = environment.Region,
            Profile = environment.Profile,
            PageOutput = application.Services.FirstOrDefault(s => s.Ports.Any(p => p.IsExternal)) is { } page ? $"{LogicalName.Of(page.Name)}Url" : null,
        };

    /// <summary>The values of the stack's parameters. As locally, one is configured under Parameters:NAME.</summary>
    public static Dictionary<string, string> Parameters(EcsApplication application, IConfiguration configuration) =>
        (from parameter in application.Parameters
         where !parameter.IsGenerated
         let value = configuration[$"Parameters:{parameter.Name}"]
         where value is not null
         select (Name: LogicalName.Of(parameter.Name), value)).ToDictionary(p => p.Name, p => p.value);
}
