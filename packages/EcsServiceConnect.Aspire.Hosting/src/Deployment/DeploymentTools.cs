using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Deployment;

/// <summary>The AWS CDK's command line and AWS's SDK for JavaScript, from npm, in the versions of <c>package-lock.json</c> beside this file.</summary>
internal static class DeploymentTools
{
    /// <summary>The <c>node_modules</c> with them.</summary>
    /// <exception cref="MachineException">npm can't get them.</exception>
    public static async Task<string> FetchAsync(ToolCache tools, ILogger logger, CancellationToken cancellationToken) => await tools.NpmLockAsync(
        await PackageJsonAsync(cancellationToken).ConfigureAwait(false),
        await EmbeddedFile.ReadAsync("package-lock.json", cancellationToken).ConfigureAwait(false),
        logger, cancellationToken).ConfigureAwait(false);

    /// <summary>The version of the CDK's command line, for people who run it themselves.</summary>
    public static async Task<string> CdkVersionAsync(CancellationToken cancellationToken) =>
        (string)JsonNode.Parse(await PackageJsonAsync(cancellationToken).ConfigureAwait(false))!["dependencies"]!["aws-cdk"]!;

    private static Task<string> PackageJsonAsync(CancellationToken cancellationToken) => EmbeddedFile.ReadAsync("package.json", cancellationToken);
}
