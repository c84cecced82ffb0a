using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Publishing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Deployment;

/// <summary>
/// This machine's container engine, Docker or Podman as Aspire finds it. Aspire makes images of Dockerfiles with it; they
/// are pushed with a login of their own, which is gone afterwards.
/// </summary>
internal sealed class ContainerEngine
{
    private const int TagLength = 16;

    private readonly string _executable;
    private readonly IResourceContainerImageManager _images;
    private readonly ILogger _logger;

    private ContainerEngine(string executable, IResourceContainerImageManager images, ILogger logger)
    {
        _executable = executable;
        _images = images;
        _logger = logger;
    }

    /// <summary>The engine that answers; null where none does.</summary>
    public static async Task<ContainerEngine?> FindAsync(IServiceProvider services, ILogger logger, CancellationToken cancellationToken)
    {
        var runtime = await services.GetRequiredService<IContainerRuntimeResolver>().ResolveAsync(cancellationToken).ConfigureAwait(false);
        return await runtime.CheckIfRunningAsync(cancellationToken).ConfigureAwait(false)
            ? new(runtime.Name.ToLowerInvariant(), services.GetRequiredService<IResourceContainerImageManager>(), logger)
            : null;
    }

    /// <summary>Makes the image of a resource's Dockerfile.</summary>
    /// <returns>Its name on this machine.</returns>
    /// <exception cref="DistributedApplicationException">It can't be made; one line says why.</exception>
    public async Task<string> BuildAsync(DockerfileImage image, CancellationToken cancellationToken)
    {
        image.Resource.Annotations.Add(new ContainerBuildOptionsCallbackAnnotation(context =>
            context.TargetPlatform = image.Architecture is EcsArchitecture.Arm64 ? ContainerTargetPlatform.LinuxArm64 : ContainerTargetPlatform.LinuxAmd64));
        try
        {
            await _images.BuildImageAsync(image.Resource, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new DistributedApplicationException($"The image of '{image.ResourceName}' can't be made of its Dockerfile: {e.Message.ReplaceLineEndings(" ")}", e);
        }

        return image.Resource.TryGetContainerImageName(out var name) ? name : throw new DistributedApplicationException($"The image of '{image.ResourceName}' has no name: give it one by WithImage.");
    }

    /// <summary>Pushes an image, unless the registry has it; returns its address, whose tag is the image's own id.</summary>
    /// <exception cref="DistributedApplicationException">The engine or the registry refuses; one line says why.</exception>
    public async Task<string> PushAsync(DockerfileImage image, string localName, ImageRegistry registry, string repository, CancellationToken cancellationToken)
    {
        var none = new Dictionary<string, string>();
        var id = (await RunAsync(["image", "inspect", "--format", "{{.Id}}", localName], none, "", cancellationToken).ConfigureAwait(false)).Trim().Split(':')[^1];
        var tag = id.Length > TagLength ? id[..TagLength] : id;
        var address = $"{registry.Host}/{repository}:{tag}";
        if (await registry.FindDigestAsync(repository, tag, cancellationToken).ConfigureAwait(false) is not null)
        {
            _logger.ImageIsThere(image.ResourceName, address);
            return address;
        }

        var clock = Stopwatch.StartNew();
        var folder = Directory.CreateTempSubdirectory("ecs-login-").FullName;
        try
        {
            // Docker CLI reference, "DOCKER_CONFIG"; podman-login(1), "REGISTRY_AUTH_FILE". The password is no argument, which all can read.
            var login = new Dictionary<string, string> { ["DOCKER_CONFIG"] = folder, ["REGISTRY_AUTH_FILE"] = Path.Combine(folder, "auth.json") };
            await RunAsync(["tag", localName, address], none, "", cancellationToken).ConfigureAwait(false);
            if (registry.Login is { } credential)
            {
                await RunAsync(["login", "--username", credential.UserName, "--password-stdin", registry.Host], login, credential.Password, cancellationToken).ConfigureAwait(false);
            }

            await RunAsync(["push", address], login, "", cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        _logger.ImagePushed(image.ResourceName, address, clock.Elapsed.TotalSeconds);
        return address;
    }

    private async Task<string> RunAsync(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, string input, CancellationToken cancellationToken)
    {
        var result = await ChildProcess.RunAsync(
            new ChildProcessSpec { FileName = _executable, Arguments = arguments, Environment = environment, StandardInput = input }, cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0
            ? result.Output
            : throw new DistributedApplicationException($"'{_executable} {arguments[0]}' failed: {result.Failure("rror")}");
    }
}
