using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Pipelines;
using EcsServiceConnect.Hosting.Cdk;
using EcsServiceConnect.Hosting.Deployment;
using EcsServiceConnect.Hosting.Diffing;
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
        var configuration = context.Services.GetRequiredService<IConfiguration>();
        var images = application.Services.Where(s => s.Image is EcsDockerfileImage).ToLookup(s => configuration[AddressKey(s)] is { Length: > 0 });
        var engine = images[false].Any() ? await ContainerEngine.FindAsync(context.Services, context.Logger, context.CancellationToken).ConfigureAwait(false) : null;
        if (engine is null && images[false].Any())
        {
            throw new DistributedApplicationException(string.Join(Environment.NewLine, images[false].Select(s =>
                $"The image of '{s.Name}' is made of a Dockerfile, which takes a container engine, and neither Docker nor Podman answers: start one; or build and push it elsewhere to the repository {StackDeployment.Repository(environment.Name, s.Name)} of the account's Amazon ECR, and say its address with the tag: put env 'Images__{s.Name}=…' before the command.")));
        }

        var deployment = Describe(environment, application, context) with
        {
            Parameters = parameters.Concat(images[true].Select(s => KeyValuePair.Create(((EcsDockerfileImage)s.Image).ParameterName, configuration[AddressKey(s)]!))).ToDictionary(),
            AcceptedLosses = ForwardedArguments.Values(ForwardedArguments.Of(configuration), LossAcceptance.Option),
            Dockerfiles = [.. images[false].Select(s => new DockerfileImage(s.Name, ((EcsDockerfileImage)s.Image).ParameterName, context.Model.GetComputeResources().Last(r => r.Name == s.Name), environment.Architecture))],
        };
        var outputs = await new EcsDeployment(new ToolCache(), context.Logger, engine).DeployAsync(deployment, context.CancellationToken).ConfigureAwait(false);
        foreach (var (name, value) in outputs)
        {
            context.Summary.Add(name, value);
        }
    }

    public static Task DestroyAsync(EcsEnvironmentResource environment, EcsApplication application, PipelineStepContext context) =>
        new EcsDeployment(new ToolCache(), context.Logger).DestroyAsync(
            Describe(environment, application, context),
            Confirmation.Of(context.Services),
            context.CancellationToken);

    /// <summary>Says what the next deployment would change, or what deploying over a template of a file would.</summary>
    public static async Task DiffAsync(EcsEnvironmentResource environment, EcsApplication application, PipelineStepContext context)
    {
        var arguments = ForwardedArguments.Of(context.Services.GetRequiredService<IConfiguration>());
        var deployment = Describe(environment, application, context);
        var against = ForwardedArguments.Values(arguments, StackComparison.Option) is [.., var file] ? ForwardedArguments.File(file) : null;
        var lines = await new StackComparison(new ToolCache(), context.Logger).LinesAsync(deployment, against, context.CancellationToken).ConfigureAwait(false);
        context.Summary.Add($"Changes of {environment.Name}", Environment.NewLine + string.Join(Environment.NewLine, lines));
    }

    // The address of an image that was made elsewhere.
    private static string AddressKey(EcsService service) => $"Images:{service.Name}";

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
            PageOutput = PageOutput(environment, application),
            Cost = Cost(environment, application),
        };

    private static string Cost(EcsEnvironmentResource environment, EcsApplication application) => string.Create(
        CultureInfo.InvariantCulture,
        $"about {MonthlyCost.Of(application, environment) / MonthlyCost.Hours:0.00} US dollars an hour when idle, by the list prices of us-east-1 as of {MonthlyCost.AsOf}; Container Insights, managed stores, storage, traffic and logs come on top");

    // Of several, that of the standard port.
    private static string? PageOutput(EcsEnvironmentResource environment, EcsApplication application) =>
        application.Services.SelectMany(s => s.PublicPorts, (service, port) => (service, port)).OrderByDescending(p => p.port.Public!.Port == environment.PublicPort)
            .Select(p => PublicUrl.Output(p.service, p.port)).FirstOrDefault();
}
