using System.Text.Json;
using Aspire.Hosting;
using Microsoft.Extensions.Logging;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Deployment;

/// <summary>The AWS CDK's command line.</summary>
/// <param name="nodeModules">Where it is, see <see cref="DeploymentTools"/>.</param>
/// <param name="logger">Logs each line that it writes.</param>
internal sealed class CdkCli(string nodeModules, ILogger logger)
{
    // Parameters may be secrets, and everyone on the machine can read the arguments of a process: so they come on
    // standard input, and become arguments inside of it.
    private const string Start = "process.argv.splice(1, 1, ...JSON.parse(require('node:fs').readFileSync(0, 'utf8'))); require(process.argv[1])";

    /// <summary>Creates or updates a stack; returns its outputs.</summary>
    /// <exception cref="DistributedApplicationException">It failed.</exception>
    public async Task<IReadOnlyDictionary<string, string>> DeployAsync(
        StackDeployment deployment, string region, IReadOnlyList<KeyValuePair<string, string>> parameters, CancellationToken cancellationToken)
    {
        var outputs = Path.GetTempFileName();
        try
        {
            await RunAsync(
                "deploy", deployment, region,
                [
                    "--require-approval", "never", "--outputs-file", outputs,
                    .. parameters.SelectMany(parameter => new[] { "--parameters", $"{deployment.StackName}:{parameter.Key}={parameter.Value}" }),
                ],
                cancellationToken).ConfigureAwait(false);
            var text = await File.ReadAllTextAsync(outputs, cancellationToken).ConfigureAwait(false);
            return JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(text)!.GetValueOrDefault(deployment.StackName) ?? [];
        }
        finally
        {
            File.Delete(outputs);
        }
    }

    /// <summary>Deletes a stack.</summary>
    /// <exception cref="DistributedApplicationException">It failed.</exception>
    public Task DestroyAsync(StackDeployment deployment, string region, CancellationToken cancellationToken) =>
        RunAsync("destroy", deployment, region, ["--force"], cancellationToken);

    /// <summary>Its script, for Node.</summary>
    public static string Script(string nodeModules) => Path.Combine(nodeModules, "aws-cdk", "bin", "cdk");

    private async Task RunAsync(string verb, StackDeployment deployment, string region, IEnumerable<string> options, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            Script(nodeModules), verb, deployment.StackName, "--app", deployment.AssemblyFolder, .. options,
            // A line for each event, for a log: the bar is for terminals.
            "--progress", "events", "--no-color", "--no-notices",
            .. deployment.Profile is { } profile ? ["--profile", profile] : Array.Empty<string>(),
        ];
        var spec = new ChildProcessSpec
        {
            FileName = "node",
            Arguments = ["--eval", Start],
            StandardInput = JsonSerializer.Serialize(arguments),
            Environment = new Dictionary<string, string>
            {
                // It takes us-east-1 where it finds none; it is to be where the images are.
                ["AWS_REGION"] = region,
                ["AWS_DEFAULT_REGION"] = region,
                // Eight lines on the age of Node 20.
                ["NODE_NO_WARNINGS"] = "1",
            },
            // It lets CloudFormation go on, which then needs no one to watch it.
            StopTimeout = TimeSpan.FromSeconds(10),
        };
        var result = await ChildProcess.RunAsync(spec, line => logger.CdkLine(line), cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw new DistributedApplicationException($"'cdk {verb}' of the stack '{deployment.StackName}' failed: {result.Failure("❌")}");
        }
    }
}
