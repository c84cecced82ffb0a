using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Stacks;

/// <summary>A stack that a template file becomes.</summary>
/// <param name="Name">What tells it from the others.</param>
/// <param name="File">Its template.</param>
internal sealed record DeployedStack(string Name, TemplateFile File)
{
    /// <summary>Its name in CloudFormation; null where only who deploys it knows that.</summary>
    public string? StackName { get; init; }

    /// <summary>The stack that it is nested in, and the resource there; null where it is deployed by itself.</summary>
    public (DeployedStack Stack, string Resource)? Parent { get; init; }

    /// <summary>The stacks that are deployed before it, as a manifest says.</summary>
    public IReadOnlyList<string> After { get; init; } = [];
}
