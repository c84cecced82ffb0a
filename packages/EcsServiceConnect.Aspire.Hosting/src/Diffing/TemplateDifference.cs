using System.Text.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using EcsServiceConnect.Hosting.Deployment;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Diffing;

/// <summary>
/// How two templates differ by the CDK's own comparison, <c>@aws-cdk/cloudformation-diff</c> from npm: AWS's schemas tell it
/// which property's change replaces a resource, and that a resource is replaced reaches those that refer to it.
/// </summary>
/// <param name="Resources">The resources that differ.</param>
/// <param name="Rest">What differs in the template's other sections.</param>
internal sealed record TemplateDifference(IReadOnlyList<ResourceDifference> Resources, IReadOnlyList<SectionDifference> Rest)
{
    /// <summary>Compares.</summary>
    /// <param name="before">The template that is deployed, or one that may be.</param>
    /// <param name="after">The template that was published.</param>
    /// <param name="nodeModules">Where the comparison is, see <see cref="DeploymentTools"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DistributedApplicationException">It failed.</exception>
    /// <exception cref="MachineException">There is no Node.</exception>
    public static async Task<TemplateDifference> BetweenAsync(JsonNode before, JsonNode after, string nodeModules, CancellationToken cancellationToken)
    {
        var spec = new ChildProcessSpec
        {
            FileName = "node",
            Arguments = ["--no-warnings", "--input-type=module", "--eval", await EmbeddedFile.ReadAsync("diff.mjs", cancellationToken).ConfigureAwait(false)],
            StandardInput = new JsonObject { ["nodeModules"] = nodeModules, ["before"] = before.DeepClone(), ["after"] = after.DeepClone() }.ToJsonString(),
        };
        var result = await ChildProcess.RunAsync(spec, cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0
            ? JsonSerializer.Deserialize<TemplateDifference>(result.Output, JsonSerializerOptions.Web)!
            : throw new DistributedApplicationException($"The templates could not be compared: {result.Failure("Error")}");
    }
}

/// <summary>How a resource differs.</summary>
/// <param name="LogicalId">Its name in the template.</param>
/// <param name="Type">Its CloudFormation type; that of before where it has another.</param>
/// <param name="Impact">What happens to it, as the comparison calls it.</param>
/// <param name="IsStateful">Whether AWS's schemas say that it holds data.</param>
/// <param name="Properties">The properties that differ, each with what its change does.</param>
/// <param name="Attributes">What differs beside the properties, such as the deletion policy.</param>
internal sealed record ResourceDifference(
    string LogicalId, string Type, string Impact, bool IsStateful, IReadOnlyDictionary<string, string> Properties, IReadOnlyList<string> Attributes);

/// <summary>What differs in a section that has no resources.</summary>
/// <param name="Section">The section in the singular.</param>
/// <param name="Name">The entry's name.</param>
/// <param name="Kind">Whether it is added, deleted or changed.</param>
internal sealed record SectionDifference(string Section, string Name, string Kind);
