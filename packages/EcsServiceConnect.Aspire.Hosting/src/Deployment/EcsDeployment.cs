using Aspire.Hosting;
using EcsServiceConnect.Hosting.Diffing;
using Microsoft.Extensions.Logging;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Deployment;

/// <summary>Brings a published stack to AWS, and takes it away again.</summary>
/// <param name="tools">Has the CDK's CLI and AWS's SDK.</param>
/// <param name="logger">Logs what is done.</param>
/// <param name="engine">Makes the images of Dockerfiles; null where there are none.</param>
internal sealed class EcsDeployment(ToolCache tools, ILogger logger, ContainerEngine? engine = null)
{
    /// <summary>
    /// Pushes the images that ECR lacks, deploys the stack, and waits until its page answers. What would stop it is
    /// looked for first: nothing is touched in AWS before the credentials, the region, the bootstrap stack and the
    /// builds of all projects are known to be fine, and what it takes away of the stack's data is accepted. Returns the
    /// stack's outputs.
    /// </summary>
    /// <exception cref="DistributedApplicationException">It failed, or a loss of data is not accepted; a line says why.</exception>
    public async Task<IReadOnlyDictionary<string, string>> DeployAsync(StackDeployment deployment, CancellationToken cancellationToken)
    {
        try
        {
            var assembly = await CloudAssembly.ReadAsync(deployment.AssemblyFolder, deployment.StackName, cancellationToken).ConfigureAwait(false);
            var nodeModules = await DeploymentTools.FetchAsync(tools, logger, cancellationToken).ConfigureAwait(false);
            var cdk = new CdkCli(nodeModules, logger);
            var account = await SignInAsync(deployment, assembly, nodeModules, cancellationToken).ConfigureAwait(false);
            await TellChangesAsync(deployment, account, nodeModules, cancellationToken).ConfigureAwait(false);
            var images = await PushAsync(deployment, account, cancellationToken).ConfigureAwait(false);
            var outputs = await cdk.DeployAsync(deployment, account.Region, [.. images, .. deployment.Parameters], cancellationToken).ConfigureAwait(false);
            await WaitForPageAsync(deployment, outputs, cancellationToken).ConfigureAwait(false);
            return outputs;
        }
        catch (MachineException e)
        {
            throw new DistributedApplicationException(e.Message, e);
        }
    }

    /// <summary>Asks, deletes the stack, then the images, which its services used until then; says what is kept.</summary>
    /// <exception cref="DistributedApplicationException">It was not confirmed, or failed; one line says why.</exception>
    public async Task DestroyAsync(StackDeployment deployment, Confirmation confirmation, CancellationToken cancellationToken)
    {
        try
        {
            var assembly = await CloudAssembly.ReadAsync(deployment.AssemblyFolder, deployment.StackName, cancellationToken).ConfigureAwait(false);
            var nodeModules = await DeploymentTools.FetchAsync(tools, logger, cancellationToken).ConfigureAwait(false);
            var cdk = new CdkCli(nodeModules, logger);
            var account = await SignInAsync(deployment, assembly, nodeModules, cancellationToken).ConfigureAwait(false);
            var repositories = await account.FindRepositoriesAsync(deployment.StackName, cancellationToken).ConfigureAwait(false);

            // As it was deployed, which the AppHost may be no more.
            var kept = KeptResource.In(await account.FindTemplateAsync(deployment.StackName, cancellationToken).ConfigureAwait(false));
            await confirmation.AskAsync(
                $"Delete the stack '{deployment.StackName}' in {account.Region} of {account.Registry.Host} and its {repositories.Count} image repositories? {kept.Count} of its resources are kept.",
                cancellationToken).ConfigureAwait(false);
            await cdk.DestroyAsync(deployment, account.Region, cancellationToken).ConfigureAwait(false);
            foreach (var repository in repositories)
            {
                if (await account.DeleteRepositoryAsync(repository, cancellationToken).ConfigureAwait(false))
                {
                    logger.RepositoryDeleted(repository);
                }
            }

            foreach (var resource in kept)
            {
                logger.Kept(resource.IsSnapshot ? "A snapshot" : "All", resource.ResourceType, resource.Name);
            }
        }
        catch (MachineException e)
        {
            throw new DistributedApplicationException(e.Message, e);
        }
    }

    private async Task TellChangesAsync(StackDeployment deployment, AwsAccount account, string nodeModules, CancellationToken cancellationToken)
    {
        var difference = await StackComparison.FindAsync(deployment, account, nodeModules, cancellationToken).ConfigureAwait(false);
        foreach (var line in DifferenceReport.Lines(deployment, difference))
        {
            logger.Change(line);
        }

        var losses = difference?.Losses ?? [];
        foreach (var name in deployment.AcceptedLosses.Where(name => losses.All(loss => loss.Name != name)))
        {
            logger.NothingToAccept(LossAcceptance.Option, name, deployment.StackName);
        }

        LossAcceptance.Require(losses, deployment.AcceptedLosses);
    }

    private async Task<AwsAccount> SignInAsync(StackDeployment deployment, CloudAssembly assembly, string nodeModules, CancellationToken cancellationToken)
    {
        var account = await AwsAccount.SignInAsync(deployment.Region, deployment.Profile, nodeModules, cancellationToken).ConfigureAwait(false);
        logger.SignedIn(account.Region, account.Registry.Host);
        if (assembly.BootstrapParameter is { } parameter)
        {
            var version = await account.FindBootstrapVersionAsync(parameter, cancellationToken).ConfigureAwait(false);
            if (version is null || version < assembly.BootstrapVersion)
            {
                var found = version is null ? "is not bootstrapped for the CDK" : $"is bootstrapped for the CDK with version {version}, and the stack needs {assembly.BootstrapVersion}";
                var cdk = await DeploymentTools.CdkVersionAsync(cancellationToken).ConfigureAwait(false);
                throw new DistributedApplicationException($"The AWS account {found} in {account.Region} (SSM parameter {parameter}): run 'npx aws-cdk@{cdk} bootstrap aws://ACCOUNT/{account.Region}' once, with your account's number.");
            }
        }

        return account;
    }

    /// <summary>The address of each image, by the stack's parameter for it.</summary>
    private async Task<IReadOnlyDictionary<string, string>> PushAsync(StackDeployment deployment, AwsAccount account, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("ecs-images-").FullName;
        try
        {
            var publisher = new ImagePublisher(folder, logger);
            var published = new List<PublishedImage>();
            foreach (var image in deployment.Images)
            {
                published.Add(await publisher.PublishAsync(image, cancellationToken).ConfigureAwait(false));
            }

            var built = new List<(DockerfileImage Image, string Name)>();
            foreach (var image in deployment.Dockerfiles)
            {
                built.Add((image, await engine!.BuildAsync(image, cancellationToken).ConfigureAwait(false)));
            }

            var addresses = new Dictionary<string, string>();
            foreach (var image in published)
            {
                var repository = await RepositoryAsync(deployment, image.Image.ResourceName, account, cancellationToken).ConfigureAwait(false);
                addresses[image.Image.ParameterName] = await publisher.PushAsync(image, account.Registry, repository, cancellationToken).ConfigureAwait(false);
            }

            foreach (var (image, name) in built)
            {
                var repository = await RepositoryAsync(deployment, image.ResourceName, account, cancellationToken).ConfigureAwait(false);
                addresses[image.ParameterName] = await engine!.PushAsync(image, name, account.Registry, repository, cancellationToken).ConfigureAwait(false);
            }

            return addresses;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<string> RepositoryAsync(StackDeployment deployment, string resource, AwsAccount account, CancellationToken cancellationToken)
    {
        var repository = StackDeployment.Repository(deployment.StackName, resource);
        if (await account.CreateRepositoryAsync(repository, deployment.StackName, cancellationToken).ConfigureAwait(false))
        {
            logger.RepositoryCreated(repository);
        }

        return repository;
    }

    private async Task WaitForPageAsync(StackDeployment deployment, IReadOnlyDictionary<string, string> outputs, CancellationToken cancellationToken)
    {
        if (deployment.PageOutput is not { } name)
        {
            return;
        }

        var page = Uri.TryCreate(outputs.GetValueOrDefault(name), UriKind.Absolute, out var address)
            ? address
            : throw new DistributedApplicationException($"The stack '{deployment.StackName}' is deployed, but its output {name} has no address of a page.");
        logger.PageAnswers(page, await DeployedPage.WaitAsync(page, TimeSpan.FromMinutes(5), cancellationToken).ConfigureAwait(false));
    }
}
