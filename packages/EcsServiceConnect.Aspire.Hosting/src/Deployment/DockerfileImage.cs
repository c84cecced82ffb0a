using Aspire.Hosting.ApplicationModel;

namespace EcsServiceConnect.Hosting.Deployment;

/// <summary>A Dockerfile of the AppHost that is published as a container image.</summary>
/// <param name="ResourceName">The resource's name in AppHost.cs.</param>
/// <param name="ParameterName">The stack's CloudFormation parameter that takes the image's address.</param>
/// <param name="Resource">The resource.</param>
/// <param name="Architecture">What the image runs on.</param>
internal sealed record DockerfileImage(string ResourceName, string ParameterName, IResource Resource, EcsArchitecture Architecture);
