namespace EcsServiceConnect.Hosting.Deployment;

/// <summary>A published stack, and what is deployed with it.</summary>
/// <param name="AssemblyFolder">The CDK cloud assembly, <c>cdk.out</c>.</param>
/// <param name="StackName">The stack's name.</param>
/// <param name="Images">The projects that become images.</param>
internal sealed record StackDeployment(string AssemblyFolder, string StackName, IReadOnlyList<ProjectImage> Images)
{
    /// <summary>The Dockerfiles that become images, by a container engine; none by default.</summary>
    public IReadOnlyList<DockerfileImage> Dockerfiles { get; init; } = [];

    /// <summary>
    /// Values of the stack's other parameters, by their logical ids; none by default. Those without one keep what they
    /// had before, or their default.
    /// </summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>The region; null for that of the variables or the AWS profile.</summary>
    public string? Region { get; init; }

    /// <summary>The AWS profile; null for the one that the AWS CLI would take.</summary>
    public string? Profile { get; init; }

    /// <summary>The stack's output with the address of its page, which has to answer in the end; null where there is no page.</summary>
    public string? PageOutput { get; init; }

    /// <summary>The names by which losses of data were accepted; none by default.</summary>
    public IReadOnlyList<string> AcceptedLosses { get; init; } = [];

    /// <summary>What the stack costs, for a first deployment; null where nobody is told.</summary>
    public string? Cost { get; init; }

    /// <summary>An image's ECR repository; the roles of the stack's tasks must be allowed to pull from it.</summary>
    public static string Repository(string stackName, string resourceName) => $"{stackName}/{resourceName}".ToLowerInvariant();
}
