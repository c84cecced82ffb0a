using Aspire.Hosting;
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
    public static async Task DeployAsync(
        EcsEnvironmentResource environment, EcsApplication application, IReadOnlyDictionary<string, string> parameters, PipelineStepContext context)
    {
        var images = DockerfileImages(environment, application, context.Services.GetRequiredService<IConfiguration>());
        var deployment = Describe(environment, application, context) with { Parameters = parameters.Concat(images).ToDictionary() };
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

    /// <summary>The addresses of images that a container engine made and pushed.</summary>
    /// <exception cref="DistributedApplicationException">One has none: how to push it, and how to say its address.</exception>
    private static Dictionary<string, string> DockerfileImages(EcsEnvironmentResource environment, EcsApplication application, IConfiguration configuration)
    {
        var addresses = new Dictionary<string, string>();
        var missing = new List<string>();
        foreach (var (service, image) in application.Services.Select(s => (s.Name, s.Image as EcsDockerfileImage)))
        {
            if (image is null)
            {
                continue;
            }

            if (configuration[$"Images:{service}"] is { Length: > 0 } address)
            {
                addresses.Add(image.ParameterName, address);
            }
            else
            {
                missing.Add($"The image of '{service}' is made of a Dockerfile, which takes a container engine: build it, push it to the repository {StackDeployment.Repository(environment.Name, service)} of the account's Amazon ECR, and say its address with the tag: put env 'Images__{service}=…' before the command.");
            }
        }

        return missing.Count == 0 ? addresses : throw new DistributedApplicationException(string.Join(Environment.NewLine, missing));
    }

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
            PageOutput = application.Services.OrderBy(s => s.PublicPorts.Select(p => p.Public!.Port == environment.PublicPort ? 0 : 1).DefaultIfEmpty(2).First()).FirstOrDefault() is { } page && page.PublicPorts.Any() ? PublicUrl.Output(page, page.PublicPorts.First()) : null,
        };
}
