using System.Text.Json.Nodes;
using Aspire.Hosting;
using EcsServiceConnect.Hosting.Deployment;
using EcsServiceConnect.Templates.CloudFormation;
using Microsoft.Extensions.Logging;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Diffing;

/// <summary>What was published beside what is deployed, or beside the template of a file. Nothing is changed.</summary>
/// <param name="tools">Has the comparison and AWS's SDK.</param>
/// <param name="logger">Logs what is done.</param>
internal sealed class StackComparison(ToolCache tools, ILogger logger)
{
    /// <summary>Names the file, behind the step.</summary>
    public const string Option = "--against";

    // There is a stack by that name and nothing in it, and the next deployment makes all (AWS CloudFormation User Guide,
    // "Stack status codes"); the CDK deletes one whose creation was rolled back first.
    private static readonly string[] _empty = ["REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE", "DELETE_COMPLETE"];

    /// <summary>What a deployment changes, a line for each.</summary>
    /// <param name="deployment">What is published.</param>
    /// <param name="file">A template to compare with; null for the deployed one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DistributedApplicationException">It can't be told; one line says why.</exception>
    public async Task<IReadOnlyList<string>> LinesAsync(StackDeployment deployment, string? file, CancellationToken cancellationToken)
    {
        try
        {
            var from = file is null ? null : TemplateFile.Read(file);
            var nodeModules = await DeploymentTools.FetchAsync(tools, logger, cancellationToken).ConfigureAwait(false);
            if (from is not null)
            {
                return DifferenceReport.Lines(deployment, await BetweenAsync(deployment, from, nodeModules, cancellationToken).ConfigureAwait(false));
            }

            var account = await AwsAccount.SignInAsync(deployment.Region, deployment.Profile, nodeModules, cancellationToken).ConfigureAwait(false);
            logger.SignedIn(account.Region, account.Registry.Host);
            return DifferenceReport.Lines(deployment, await FindAsync(deployment, account, nodeModules, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is MachineException or TemplateFileException)
        {
            throw new DistributedApplicationException(e.Message, e);
        }
    }

    /// <summary>What the next deployment does to what is deployed; null where nothing is.</summary>
    /// <exception cref="DistributedApplicationException">AWS refuses to tell.</exception>
    public static async Task<StackDifference?> FindAsync(StackDeployment deployment, AwsAccount account, string nodeModules, CancellationToken cancellationToken) =>
        await account.FindStackStatusAsync(deployment.StackName, cancellationToken).ConfigureAwait(false) is { } status && !_empty.Contains(status)
            && await account.FindTemplateAsync(deployment.StackName, cancellationToken).ConfigureAwait(false) is { } deployed
            ? await BetweenAsync(deployment, deployed, nodeModules, cancellationToken).ConfigureAwait(false)
            : null;

    private static async Task<StackDifference> BetweenAsync(StackDeployment deployment, JsonNode before, string nodeModules, CancellationToken cancellationToken)
    {
        var published = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(deployment.AssemblyFolder, $"{deployment.StackName}.template.json"), cancellationToken).ConfigureAwait(false))!;
        return StackDifference.Of(
            deployment.StackName, before, published, await TemplateDifference.BetweenAsync(before, published, nodeModules, cancellationToken).ConfigureAwait(false));
    }
}
