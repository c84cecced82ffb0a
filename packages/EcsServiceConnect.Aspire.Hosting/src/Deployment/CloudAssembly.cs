using System.Text.Json.Nodes;
using Aspire.Hosting;

namespace EcsServiceConnect.Hosting.Deployment;

/// <summary>What the CDK wrote, read for what a deployment has to know of it (manifest.json).</summary>
/// <param name="Folder">The folder, <c>cdk.out</c>.</param>
/// <param name="BootstrapParameter">The SSM parameter with the version of the bootstrap stack; null where the stack needs none.</param>
/// <param name="BootstrapVersion">The least version that the stack needs.</param>
internal sealed record CloudAssembly(string Folder, string? BootstrapParameter, int BootstrapVersion)
{
    /// <exception cref="DistributedApplicationException">There is no such assembly or stack.</exception>
    public static async Task<CloudAssembly> ReadAsync(string folder, string stack, CancellationToken cancellationToken)
    {
        var manifest = await ReadAsync(Path.Combine(folder, "manifest.json")).ConfigureAwait(false);
        var properties = manifest["artifacts"]?[stack]?["properties"]
            ?? throw new DistributedApplicationException($"{folder} has no stack '{stack}': publish it anew.");
        return new(
            folder,
            (string?)properties["bootstrapStackVersionSsmParameter"],
            (int?)properties["requiresBootstrapStackVersion"] ?? 0);

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
