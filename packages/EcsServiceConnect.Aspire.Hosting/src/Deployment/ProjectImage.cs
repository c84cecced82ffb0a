namespace EcsServiceConnect.Hosting.Deployment;

/// <summary>A .NET project that is published as a container image.</summary>
/// <param name="ResourceName">The resource's name in AppHost.cs.</param>
/// <param name="ProjectPath">The project file.</param>
/// <param name="ParameterName">The stack's CloudFormation parameter that takes the image's address.</param>
internal sealed record ProjectImage(string ResourceName, string ProjectPath, string ParameterName)
{
    /// <summary>What the image runs on; x86-64 by default.</summary>
    public EcsArchitecture Architecture { get; init; } = EcsArchitecture.X64;

    /// <summary>
    /// The image that it builds upon, such as <c>mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled</c>. By default
    /// the project's own <c>ContainerBaseImage</c>, else the chiseled one that the .NET SDK chooses for the project's
    /// framework and globalization (<c>ContainerFamily</c> noble-chiseled).
    /// </summary>
    public string? BaseImage { get; init; }
}
