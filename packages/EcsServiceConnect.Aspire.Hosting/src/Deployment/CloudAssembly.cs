using System.Text.Json.Nodes;
using Aspire.Hosting;

namespace EcsServiceConnect.Hosting.Deployment;

/// <summary>What the CDK wrote, read for what a deployment has to know of it (manifest.json, and the stack's template).</summary>
/// <param name="Folder">The folder, <c>cdk.out</c>.</param>
/// <param name="BootstrapParameter">The SSM parameter with the version of the bootstrap stack; null where the stack needs none.</param>
/// <param name="BootstrapVersion">The least version that the stack needs.</param>
/// <param name="Kept">Resources that outlive the stack, each with its policy.</param>
internal sealed record CloudAssembly(string Folder, string? BootstrapParameter, int BootstrapVersion, IReadOnlyList<KeptResource> Kept)
{
    /// <exception cref="DistributedApplicationException">There is no such assembly or stack.</exception>
    public static async Task<CloudAssembly> ReadAsync(string folder, string stack, CancellationToken cancellationToken)
    {
        var manifest = await ReadAsync(Path.Combine(folder, "manifest.json")).ConfigureAwait(false);
        var properties = manifest["artifacts"]?[stack]?["properties"]
            ?? throw new DistributedApplicationException($"{folder} has no stack '{stack}': publish it anew.");
        var template = await ReadAsync(Path.Combine(folder, (string)properties["templateFile"]!)).ConfigureAwait(false);
        return new(
            folder,
            (string?)properties["bootstrapStackVersionSsmParameter"],
            (int?)properties["requiresBootstrapStackVersion"] ?? 0,
            [.. template["Resources"]!.AsObject().Select(KeptResource.Read).OfType<KeptResource>()]);

        async Task<JsonNode> ReadAsync(string path)
        {
            try
            {
                return JsonNode.Parse(await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false))!;
            }
            catch (IOException e)
            {
                throw new DistributedApplicationException($"{path} can't be read: publish first, into the same output path ({e.Message}).", e);
            }
        }
    }
}

/// <summary>A resource that CloudFormation leaves when it deletes the stack.</summary>
/// <param name="Name">The resource's name in AppHost.cs, or its logical id.</param>
/// <param name="ResourceType">Its CloudFormation type.</param>
/// <param name="IsSnapshot">Whether a snapshot of it is left, and not the resource itself.</param>
internal sealed record KeptResource(string Name, string ResourceType, bool IsSnapshot)
{
    /// <summary>The template's resource, where it is kept; RetainExceptOnCreate lets go only where making the stack fails.</summary>
    public static KeptResource? Read(KeyValuePair<string, JsonNode?> resource) =>
        (string?)resource.Value!["DeletionPolicy"] is ("Retain" or "RetainExceptOnCreate" or "Snapshot") and var policy
            ? new((string?)resource.Value["Metadata"]?["aspire:resource"] ?? resource.Key, (string)resource.Value["Type"]!, policy == "Snapshot")
            : null;
}
