namespace EcsServiceConnect.Rehearsal.ServiceConnect;

/// <summary>Which revision of a service its clients' proxies send to, while two of them are there.</summary>
/// <remarks>
/// Amazon ECS Developer Guide, "Service Connect resources for Amazon ECS blue/green, linear, and canary deployments": the
/// new revision is a test endpoint first, and all clients of the namespace have both routes.
/// </remarks>
/// <param name="Current">The number of the revision that has what the next one has not.</param>
/// <param name="Next">That of the one which is deployed; null where there is none.</param>
/// <param name="Percent">Of production traffic, the next one's.</param>
internal sealed record RevisionTraffic(int Current, int? Next, decimal Percent)
{
    /// <summary>The shares of production traffic.</summary>
    public IReadOnlyList<(int Revision, decimal Weight)> Weights { get; } = Next is { } next ? [(Current, 100 - Percent), (next, Percent)] : [(Current, 100)];
}
