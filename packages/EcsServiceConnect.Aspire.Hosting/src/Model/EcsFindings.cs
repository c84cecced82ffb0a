using Aspire.Hosting.ApplicationModel;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>What is found in a model that can't be published, or is published otherwise than somebody may expect.</summary>
internal sealed class EcsFindings
{
    /// <summary>What stops the publish, a line for each.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>What is said, and does not stop it.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Reports what has no meaning in ECS and may be needed: an error, unless the resource accepts it.</summary>
    /// <param name="resource">Whose it is.</param>
    /// <param name="rule">The name by which it is accepted.</param>
    /// <param name="message">What is wrong and what to do, in the words of the AppHost.</param>
    public void Report(IResource resource, string rule, string message)
    {
        if (resource.Annotations.OfType<EcsAcceptedRule>().LastOrDefault(a => a.Rule == rule) is { } accepted)
        {
            Warnings.Add($"{message} [{rule}, accepted: {accepted.Reason}]");
        }
        else
        {
            Errors.Add($"{message} [{rule}]");
        }
    }
}
