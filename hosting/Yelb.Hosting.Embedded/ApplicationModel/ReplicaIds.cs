using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The ids of a project's replicas. The dashboard finds a replica's telemetry by <c>NAME-INSTANCE</c>.</summary>
internal sealed class ReplicaIds(IResource resource, int replicas) : IResourceAnnotation
{
    public IReadOnlyList<string> Ids { get; } =
        [.. Enumerable.Range(0, replicas).Select(_ => $"{resource.Name}-{RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz", 8)}")];

    /// <summary>The ids of the resource's replicas, or its name where it has none.</summary>
    public static IReadOnlyList<string> Of(IResource resource) =>
        resource.Annotations.OfType<ReplicaIds>().SingleOrDefault()?.Ids ?? [resource.Name];
}
