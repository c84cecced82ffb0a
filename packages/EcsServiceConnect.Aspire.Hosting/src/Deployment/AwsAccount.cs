using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Deployment;

/// <summary>
/// An AWS account and region, asked through AWS's SDK for JavaScript: it finds credentials as the AWS and CDK CLIs do
/// (variables, profiles, single sign-on, roles), and Node is there for the CDK CLI anyway.
/// </summary>
internal sealed class AwsAccount
{
    private readonly JsonObject _common;
    private readonly string _who;

    private AwsAccount(JsonObject common, string? profile)
    {
        _common = common;
        _who = profile is null ? "" : $" of the profile '{profile}'";
    }

    /// <summary>The region, wherever it was set.</summary>
    public string Region { get; private set; } = "";

    /// <summary>The account's ECR registry with a login, which lasts 12 hours (Amazon ECR, GetAuthorizationToken).</summary>
    public ImageRegistry Registry { get; private set; } = new("");

    /// <summary>Finds credentials and region, and logs in to the account's registry.</summary>
    /// <exception cref="DistributedApplicationException">There are no credentials or no region, or AWS refuses them.</exception>
    /// <exception cref="MachineException">There is no Node.</exception>
    public static async Task<AwsAccount> SignInAsync(string? region, string? profile, string nodeModules, CancellationToken cancellationToken)
    {
        var account = new AwsAccount(
            new JsonObject
            {
                ["nodeModules"] = nodeModules,
                ["region"] = region ?? Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION"),
                ["profile"] = profile,
            },
            profile);
        var login = (await account.AskAsync("signIn", [], cancellationToken).ConfigureAwait(false))!;
        account.Region = (string)login["region"]!;
        account.Registry = new((string)login["registry"]!, new NetworkCredential((string)login["username"]!, (string)login["password"]!));
        return account;

        static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
    }

    /// <summary>The version of the account's CDK bootstrap stack in the region, or null where there is none.</summary>
    /// <param name="parameter">The SSM parameter that tells, from the cloud assembly's manifest.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<int?> FindBootstrapVersionAsync(string parameter, CancellationToken cancellationToken) =>
        await AskAsync("bootstrapVersion", new() { ["parameter"] = parameter }, cancellationToken).ConfigureAwait(false) is { } version
            ? int.Parse((string)version!, CultureInfo.InvariantCulture)
            : null;

    /// <summary>Makes a repository whose tags can't be moved, where there is none; returns whether it did.</summary>
    public async Task<bool> CreateRepositoryAsync(string repository, string stack, CancellationToken cancellationToken) =>
        (bool)(await AskAsync("createRepository", new() { ["repository"] = repository, ["stack"] = stack }, cancellationToken).ConfigureAwait(false))!;

    /// <summary>The repositories that deployments of a stack made, those of resources that it no longer has among them.</summary>
    /// <param name="stack">The stack's name, which they are tagged with.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<string>> FindRepositoriesAsync(string stack, CancellationToken cancellationToken) =>
        [.. (await AskAsync("stackRepositories", new() { ["prefix"] = StackDeployment.Repository(stack, ""), ["stack"] = stack }, cancellationToken).ConfigureAwait(false))!
            .AsArray().Select(name => (string)name!)];

    /// <summary>The template that a stack was last deployed with; null where there is no such stack.</summary>
    public async Task<JsonNode?> FindTemplateAsync(string stack, CancellationToken cancellationToken) =>
        await AskAsync("deployedTemplate", new() { ["stack"] = stack }, cancellationToken).ConfigureAwait(false) is { } template ? JsonNode.Parse((string)template!) : null;

    /// <summary>The status of a stack; null where there is no such stack.</summary>
    public async Task<string?> FindStackStatusAsync(string stack, CancellationToken cancellationToken) =>
        (string?)await AskAsync("stackStatus", new() { ["stack"] = stack }, cancellationToken).ConfigureAwait(false);

    /// <summary>Deletes a repository and the images in it; returns whether there was one.</summary>
    public async Task<bool> DeleteRepositoryAsync(string repository, CancellationToken cancellationToken) =>
        (bool)(await AskAsync("deleteRepository", new() { ["repository"] = repository }, cancellationToken).ConfigureAwait(false))!;

    private async Task<JsonNode?> AskAsync(string action, JsonObject request, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in _common)
        {
            request[name] = value?.DeepClone();
        }

        request["action"] = action;
        var spec = new ChildProcessSpec
        {
            FileName = "node",
            Arguments = ["--no-warnings", "--input-type=module", "--eval", await EmbeddedFile.ReadAsync("aws.mjs", cancellationToken).ConfigureAwait(false)],
            StandardInput = request.ToJsonString(),
        };
        var result = await ChildProcess.RunAsync(spec, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw new DistributedApplicationException($"AWS's SDK for JavaScript failed to run: {result.Failure("Error")}");
        }

        try
        {
            var answer = JsonNode.Parse(result.Output)!;
            return answer["error"] is null ? answer["result"] : throw Failure(action, (string)answer["error"]!, (string?)answer["message"] ?? "");
        }
        catch (JsonException e)
        {
            throw new DistributedApplicationException($"AWS's SDK for JavaScript gave no answer to {action} that is JSON.", e);
        }
    }

    private DistributedApplicationException Failure(string action, string name, string message)
    {
        var text = message.ReplaceLineEndings(" ").Trim();
        return new(name switch
        {
            "CredentialsProviderError" => $"There are no AWS credentials{_who}: run 'aws configure' or 'aws sso login', or set AWS_PROFILE, and start again ({text}).",
            "Error" when text.StartsWith("Region is missing", StringComparison.Ordinal) => $"There is no AWS region{_who}: set AWS_REGION, or a region in the profile, or the environment's Region in AppHost.cs; 'aws configure' sets one, and the credentials that are needed too.",
            "UnrecognizedClientException" or "InvalidSignatureException" or "ExpiredTokenException" or "InvalidClientTokenId"
                => $"AWS does not accept the credentials{_who}: sign in again, as with 'aws sso login' ({text}).",
            _ => $"AWS could not do {action}: {name}: {text}",
        });
    }
}
