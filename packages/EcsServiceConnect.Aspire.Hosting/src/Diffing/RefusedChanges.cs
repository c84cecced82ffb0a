using System.Globalization;

namespace EcsServiceConnect.Hosting.Diffing;

/// <summary>What a managed store is never changed to: the deployment would fail, and be rolled back.</summary>
/// <remarks>Amazon RDS API Reference, "ModifyDBInstance": AllocatedStorage and EngineVersion; Amazon ElastiCache API Reference, "ModifyReplicationGroup": EngineVersion.</remarks>
internal static class RefusedChanges
{
    /// <summary>Who refuses it and why; null where it is done.</summary>
    public static string? Of(string type, PropertyChange change) => (type, change.Path) switch
    {
        ("AWS::RDS::DBInstance", ["AllocatedStorage"]) when IsLess(change) => "which RDS refuses: storage can grow only",
        ("AWS::RDS::DBInstance", ["EngineVersion"]) when IsLess(change) => "which RDS refuses: there is no way back to an older version",
        ("AWS::ElastiCache::ReplicationGroup", ["EngineVersion"]) when IsLess(change) => "which ElastiCache refuses: there is no way back to an older version",
        _ => null,
    };

    // Of 18 and 18.1 neither is the older one, as the first stands for its newest.
    private static bool IsLess(PropertyChange change) =>
        Numbers(change.Before).Zip(Numbers(change.After)).Where(pair => pair.First != pair.Second).Select(pair => pair.Second < pair.First).FirstOrDefault();

    private static IEnumerable<int> Numbers(string? text) => (text ?? "").Split('.').TakeWhile(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _)).Select(part => int.Parse(part, CultureInfo.InvariantCulture));
}
