namespace EcsServiceConnect.Rehearsal.Contract;

/// <summary>What a check found.</summary>
/// <param name="Name">What was to be shown.</param>
/// <param name="HasPassed">Whether it was.</param>
/// <param name="Detail">What was seen.</param>
internal sealed record CheckResult(string Name, bool HasPassed, string Detail);
