using Microsoft.Extensions.Logging;

namespace EcsServiceConnect.Hosting.Deployment;

/// <summary>What a deployment says of itself.</summary>
internal static partial class DeploymentLog
{
    [LoggerMessage(LogLevel.Information, "Signed in to {Region}, registry {Registry}.")]
    public static partial void SignedIn(this ILogger logger, string region, string registry);

    [LoggerMessage(LogLevel.Information, "{Change}")]
    public static partial void Change(this ILogger logger, string change);

    [LoggerMessage(LogLevel.Warning, "{Option} {Name}: nothing of that name is lost by this deployment of '{Stack}'; leave it out, or it accepts what comes later.")]
    public static partial void NothingToAccept(this ILogger logger, string option, string name, string stack);

    [LoggerMessage(LogLevel.Information, "{Resource}: published in {Seconds:F1} s, content {Tag}, upon {BaseImage}.")]
    public static partial void FilesPublished(this ILogger logger, string resource, double seconds, string tag, string baseImage);

    [LoggerMessage(LogLevel.Information, "{Resource}: {Address} is there already; nothing is pushed.")]
    public static partial void ImageIsThere(this ILogger logger, string resource, string address);

    [LoggerMessage(LogLevel.Information, "{Resource}: pushed {Address} in {Seconds:F1} s.")]
    public static partial void ImagePushed(this ILogger logger, string resource, string address, double seconds);

    [LoggerMessage(LogLevel.Information, "Created the ECR repository {Repository}.")]
    public static partial void RepositoryCreated(this ILogger logger, string repository);

    [LoggerMessage(LogLevel.Information, "Deleted the ECR repository {Repository} with its images.")]
    public static partial void RepositoryDeleted(this ILogger logger, string repository);

    [LoggerMessage(LogLevel.Debug, "{Resource}: {Line}")]
    public static partial void BuildLine(this ILogger logger, string resource, string line);

    [LoggerMessage(LogLevel.Information, "cdk: {Line}")]
    public static partial void CdkLine(this ILogger logger, string line);

    [LoggerMessage(LogLevel.Information, "{Page} answers, after {Seconds:F0} s.")]
    public static partial void PageAnswers(this ILogger logger, Uri page, double seconds);

    [LoggerMessage(LogLevel.Information, "{What} of the {Type} of {Name} is kept; it costs until you delete it.")]
    public static partial void Kept(this ILogger logger, string what, string type, string name);
}
