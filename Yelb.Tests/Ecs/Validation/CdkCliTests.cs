using System.Text.Json.Nodes;
using EcsServiceConnect.Hosting.Deployment;
using Microsoft.Extensions.Logging.Abstractions;
using ProcessesAndTools;

namespace Yelb.Tests.Ecs.Validation;

/// <summary>The CDK's command line takes what was published, on a machine that knows no AWS account.</summary>
public sealed class CdkCliTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    private static CancellationToken Cancelled => Patience.Token;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Lists_the_stack() => Assert.Equal(["yelb"], await RunAsync("ls"));

    [Fact]
    public async Task Accepts_the_assembly_without_a_word() => Assert.Empty(await RunAsync("synth", "-q"));

    [Fact]
    public async Task Finds_no_difference_between_the_assembly_and_its_template()
    {
        var template = Path.Combine(await PublishedYelb.OutputFolderAsync(), "cdk.out", "yelb.template.json");
        Assert.Contains(await RunAsync("diff", "--fail", "--template", template), line => line.Contains("no differences", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tags_the_stack_with_nothing_that_only_CloudFormation_can_resolve()
    {
        // It passes the stack's tags to CloudFormation as they are, which hands them on to each resource: IAM, for one, refuses "${Token[...]}".
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(await PublishedYelb.OutputFolderAsync(), "cdk.out", "manifest.json"), Cancelled))!;
        var tags = manifest["artifacts"]!["yelb"]!["properties"]!["tags"]!.AsObject();
        Assert.Equal("yelb", (string?)tags["service"]);
        Assert.DoesNotContain(tags, tag => tag.Value!.ToString().Contains("${", StringComparison.Ordinal));
    }

    private async Task<IReadOnlyList<string>> RunAsync(params string[] arguments)
    {
        var nodeModules = await DeploymentTools.FetchAsync(new ToolCache(), NullLogger.Instance, Cancelled);
        Directory.CreateDirectory(_home.Path);
        var (exitCode, lines) = await ChildProcess.RunAsync(
            new()
            {
                FileName = "node",
                Arguments =
                [
                    CdkCli.Script(nodeModules), .. arguments,
                    "--app", Path.Combine(await PublishedYelb.OutputFolderAsync(), "cdk.out"), "--no-color", "--no-notices",
                ],
                WorkingDirectory = _home.Path,
                Environment = new Dictionary<string, string>
                {
                    // No one's credentials, nor a virtual machine's.
                    ["HOME"] = _home.Path,
                    ["AWS_CONFIG_FILE"] = Path.Combine(_home.Path, "none"),
                    ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(_home.Path, "none"),
                    ["AWS_ACCESS_KEY_ID"] = "",
                    ["AWS_SECRET_ACCESS_KEY"] = "",
                    ["AWS_SESSION_TOKEN"] = "",
                    ["AWS_PROFILE"] = "",
                    ["AWS_EC2_METADATA_DISABLED"] = "true",
                    ["NODE_NO_WARNINGS"] = "1",
                },
            },
            Cancelled);
        Assert.True(exitCode == 0, $"cdk {arguments[0]} failed with exit code {exitCode}:\n{string.Join('\n', lines)}");
        return lines;
    }
}
