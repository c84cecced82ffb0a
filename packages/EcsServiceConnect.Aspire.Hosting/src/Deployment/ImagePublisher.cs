using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Aspire.Hosting;
using Microsoft.Extensions.Logging;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Deployment;

/// <summary>
/// Makes images of .NET projects with the SDK's own container support, which needs no container engine, in two steps:
/// first the files, whose content gives the image its tag, then the image, for a registry that lacks the tag.
/// </summary>
/// <param name="folder">Where files are published to; a folder of its own for each project is made in it.</param>
/// <param name="logger">Logs what is done.</param>
internal sealed class ImagePublisher(string folder, ILogger logger)
{
    // APP_UID of the .NET images. A number needs no entry in the base image's passwd.
    private const string User = "1654";

    /// <summary>Publishes a project's files and finds the tag of the image that they make. Nothing leaves the machine.</summary>
    /// <exception cref="DistributedApplicationException">The project does not build, or its base image can't be found.</exception>
    public async Task<PublishedImage> PublishAsync(ProjectImage image, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var files = Path.Combine(folder, image.ResourceName);
        if (Directory.Exists(files))
        {
            Directory.Delete(files, recursive: true);
        }

        Directory.CreateDirectory(files);
        string[] properties =
        [
            .. await ImageBuild.PropertiesAsync(image.Architecture, folder, cancellationToken).ConfigureAwait(false),
            .. image.BaseImage is { } chosen ? [$"-p:ContainerBaseImage={chosen}"] : Array.Empty<string>(),
        ];
        var result = await MSBuildAsync(
            image,
            ["publish", image.ProjectPath, .. properties, "-o", files, "-t:DescribeImage", "-getProperty:ContainerBaseImage", "-getProperty:ImageSettings"],
            null, cancellationToken).ConfigureAwait(false);
        using var answer = JsonDocument.Parse(result.Output);
        var described = answer.RootElement.GetProperty("Properties");
        var baseImage = await ImageRegistry.PinAsync(described.GetProperty("ContainerBaseImage").GetString()!, cancellationToken).ConfigureAwait(false);
        await HealthProbe.WriteAsync(files, cancellationToken).ConfigureAwait(false);
        var tag = PublishedFiles.Tag(files, baseImage, ImageBuild.RuntimeIdentifier(image.Architecture), User, described.GetProperty("ImageSettings").GetString()!);
        logger.FilesPublished(image.ResourceName, clock.Elapsed.TotalSeconds, tag, baseImage);
        return new(image, files, baseImage, tag, properties);
    }

    /// <summary>Pushes an image to a registry, unless its tag is there; returns the image's address.</summary>
    /// <exception cref="DistributedApplicationException">The registry can't be reached, or refuses.</exception>
    public async Task<string> PushAsync(PublishedImage published, ImageRegistry registry, string repository, CancellationToken cancellationToken)
    {
        var address = $"{registry.Host}/{repository}:{published.Tag}";
        if (await registry.FindDigestAsync(repository, published.Tag, cancellationToken).ConfigureAwait(false) is not null)
        {
            logger.ImageIsThere(published.Image.ResourceName, address);
            return address;
        }

        var clock = Stopwatch.StartNew();
        await MSBuildAsync(
            published.Image,
            [
                "msbuild", published.Image.ProjectPath, "-t:PublishContainer", .. published.Properties,
                // After the properties: the last of the same name counts.
                $"-p:ContainerBaseImage={published.BaseImage}", $"-p:PublishDir={published.Files}{Path.DirectorySeparatorChar}", $"-p:ContainerUser={User}",
                $"-p:ContainerRegistry={registry.Host}", $"-p:ContainerRepository={repository}", $"-p:ContainerImageTag={published.Tag}",
            ],
            registry.Login, cancellationToken).ConfigureAwait(false);
        if (await registry.FindDigestAsync(repository, published.Tag, cancellationToken).ConfigureAwait(false) is null)
        {
            throw new DistributedApplicationException($"The image of '{published.Image.ResourceName}' was pushed, but {address} is not there: does {published.Image.ProjectPath} set its own container tags, or IsPublishable to false?");
        }

        logger.ImagePushed(published.Image.ResourceName, address, clock.Elapsed.TotalSeconds);
        return address;
    }

    private Task<CommandResult> MSBuildAsync(ProjectImage image, IEnumerable<string> arguments, NetworkCredential? login, CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string>();
        if (login is not null)
        {
            // The ones for pushing alone: the base image's registry is not to see them.
            environment["DOTNET_CONTAINER_PUSH_REGISTRY_UNAME"] = login.UserName;
            environment["DOTNET_CONTAINER_PUSH_REGISTRY_PWORD"] = login.Password;
        }

        return ImageBuild.RunAsync(
            $"The image of '{image.ResourceName}'", image.ProjectPath, arguments, environment,
            line => logger.BuildLine(image.ResourceName, line), cancellationToken);
    }
}

/// <summary>A project's published files and the image that they make.</summary>
/// <param name="Image">The project.</param>
/// <param name="Files">The folder with the files.</param>
/// <param name="BaseImage">The image that it builds upon, with its digest.</param>
/// <param name="Tag">Says what is in the image.</param>
/// <param name="Properties">The MSBuild properties that the files were published with.</param>
internal sealed record PublishedImage(ProjectImage Image, string Files, string BaseImage, string Tag, IReadOnlyList<string> Properties);
