using System.Text.Json.Nodes;
using EcsServiceConnect.Hosting.Cdk;

namespace EcsServiceConnect.Hosting.Deployment;

/// <summary>A resource that CloudFormation leaves when it deletes the stack.</summary>
/// <param name="Name">The resource's name in AppHost.cs, or its logical id.</param>
/// <param name="ResourceType">Its CloudFormation type.</param>
/// <param name="IsSnapshot">Whether a snapshot of it is left, and not the resource itself.</param>
internal sealed record KeptResource(string Name, string ResourceType, bool IsSnapshot)
{
    /// <summary>Those of a template.</summary>
    public static IReadOnlyList<KeptResource> In(JsonNode? template) => [.. (template?["Resources"]?.AsObject() ?? []).Select(Read).OfType<KeptResource>()];

    /// <summary>Whether a policy leaves the resource itself. RetainExceptOnCreate lets go only where making the stack fails.</summary>
    public static bool IsRetained(string? policy) => policy is "Retain" or "RetainExceptOnCreate";

    private static KeptResource? Read(KeyValuePair<string, JsonNode?> resource) =>
        (string?)resource.Value!["DeletionPolicy"] is { } policy && (IsRetained(policy) || policy == "Snapshot")
            ? new((string?)resource.Value["Metadata"]?[ResourceLabels.Resource] ?? resource.Key, (string)resource.Value["Type"]!, policy == "Snapshot")
            : null;
}
