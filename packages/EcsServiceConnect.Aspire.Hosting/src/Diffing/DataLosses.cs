using System.Text.Json;
using System.Text.Json.Nodes;
using EcsServiceConnect.Hosting.Deployment;

namespace EcsServiceConnect.Hosting.Diffing;

/// <summary>What an update does to what somebody stored.</summary>
/// <param name="before">The template before.</param>
/// <param name="after">The template after.</param>
/// <param name="difference">How they differ.</param>
internal sealed class DataLosses(JsonNode before, JsonNode after, TemplateDifference difference)
{
    private const string FileSystem = "AWS::EFS::FileSystem";
    private const string AccessPoint = "AWS::EFS::AccessPoint";
    private const string Secret = "AWS::SecretsManager::Secret";
    private const string LogGroup = "AWS::Logs::LogGroup";

    // AWS's schemas have no word on these.
    private static readonly string[] _stateful = [AccessPoint, "AWS::ECR::Repository", "AWS::ElastiCache::ServerlessCache", "AWS::MemoryDB::Cluster"];

    // AWS's schemas say of them that they replace the resource sometimes. In place, in fact (AWS CloudFormation Template
    // Reference, AWS::RDS::DBInstance and AWS::ElastiCache::ReplicationGroup, "Update requires").
    private static readonly string[] _inPlace =
    [
        "AuthToken", "AutoMinorVersionUpgrade", "BackupRetentionPeriod", "DBParameterGroupName", "MultiAZ", "NodeGroupConfiguration", "NumNodeGroups",
        "PerformanceInsightsKMSKeyId", "PreferredMaintenanceWindow", "StorageType",
    ];

    private readonly Dictionary<string, ResourceDifference> _differences = difference.Resources.ToDictionary(r => r.LogicalId);

    /// <summary>Whether somebody stored something in it that is nowhere else.</summary>
    public bool Holds(ResourceDifference resource) => resource switch
    {
        // What is composed of other secrets, or given at each deployment, is made anew from those.
        { Type: Secret } => Properties(before, resource.LogicalId)?["SecretString"] is null,
        _ => resource.IsStateful || _stateful.Contains(resource.Type),
    };

    /// <summary>What is lost of it, or seen by nobody afterwards.</summary>
    /// <param name="resource">How it differs.</param>
    /// <param name="kind">What happens to it.</param>
    /// <param name="name">Whose it is.</param>
    public IReadOnlyList<DataLoss> Of(ResourceDifference resource, ChangeKind kind, string name) => resource switch
    {
        _ when !Holds(resource) => [],
        { Type: FileSystem } when IsGone(resource, kind) && Volumes(resource.LogicalId) is [_, ..] volumes => [.. volumes.Select(v => new DataLoss(
            v, $"{name}: the file system with the volume {v} is {Becomes(kind)}; {Fate(resource, kind)}"))],
        { Type: AccessPoint } => Volume(resource, kind, name),
        // AWS CloudFormation Template Reference, AWS::SecretsManager::Secret, GenerateSecretString.
        { Type: Secret } when kind is ChangeKind.Changed && resource.Properties.ContainsKey("GenerateSecretString") => [new(
            name, $"{name}: the secret's value is made up anew, and what was set up with the one before refuses it; the one before stays as AWSPREVIOUS")],
        { Type: LogGroup } when IsGone(resource, kind) && Text(Properties(before, resource.LogicalId)?["LogGroupName"]) is { } group => [new(
            group, $"{name}: the log group {group} is {Becomes(kind)}; {Fate(resource, kind)}")],
        _ when IsGone(resource, kind) => [new(name, $"{name}: the {ResourceWords.Type(resource.Type)} is {Becomes(kind)}; {Fate(resource, kind)}")],
        _ => [],
    };

    private static bool IsGone(ResourceDifference resource, ChangeKind kind) =>
        kind is ChangeKind.Deleted or ChangeKind.Replaced
        || (kind is ChangeKind.MayBeReplaced && resource.Properties.Any(p => p.Value == "MAY_REPLACE" && !_inPlace.Contains(p.Key)));

    /// <summary>A folder of a file system: it stays there when its access point does not.</summary>
    private IReadOnlyList<DataLoss> Volume(ResourceDifference resource, ChangeKind kind, string name)
    {
        var (old, now) = (Properties(before, resource.LogicalId), Properties(after, resource.LogicalId));
        var path = Path(old);
        var fileSystem = FileSystemOf(old);
        var isTold = fileSystem is not null && _differences.TryGetValue(fileSystem, out var whole) && whole.Impact is "WILL_DESTROY" or "WILL_ORPHAN" or "WILL_REPLACE";
        var isElsewhere = kind is ChangeKind.Deleted ? !AccessPoints(after).Any(p => Path(p) == path && FileSystemOf(p) == fileSystem)
            : kind is ChangeKind.Replaced && (Path(now) != path || FileSystemOf(now) != fileSystem);
        return path is null || isTold || !isElsewhere
            ? []
            : [new(path, $"{name}: the volume {path} is taken away; its files stay in the file system, where no task sees them")];
    }

    private IReadOnlyList<string> Volumes(string fileSystem) => [.. AccessPoints(before).Where(p => FileSystemOf(p) == fileSystem).Select(Path).OfType<string>()];

    private static IEnumerable<JsonNode?> AccessPoints(JsonNode template) =>
        (template["Resources"]?.AsObject() ?? []).Where(r => (string?)r.Value?["Type"] == AccessPoint).Select(r => r.Value!["Properties"]);

    private static string? Path(JsonNode? accessPoint) => Text((accessPoint?["RootDirectory"] as JsonObject)?["Path"])?.TrimStart('/');

    private static string? FileSystemOf(JsonNode? accessPoint) => Text((accessPoint?["FileSystemId"] as JsonObject)?["Ref"]);

    private static string Becomes(ChangeKind kind) => kind switch
    {
        ChangeKind.Deleted => "deleted",
        ChangeKind.Replaced => "replaced by an empty one",
        _ => "perhaps replaced by an empty one",
    };

    /// <summary>What becomes of the old one. A policy that is in one of the templates only may not be the one that is heeded.</summary>
    private string Fate(ResourceDifference resource, ChangeKind kind)
    {
        var (old, now) = (before["Resources"]?[resource.LogicalId], after["Resources"]?[resource.LogicalId]);
        var policies = kind is ChangeKind.Deleted
            ? [Text(old?["DeletionPolicy"])]
            : new[] { Text(old?["UpdateReplacePolicy"]), Text(now?["UpdateReplacePolicy"]) };
        return policies.All(KeptResource.IsRetained) ? "the old one is kept outside of the stack, and costs until you delete it"
            : policies.All(policy => policy == "Snapshot") ? "a snapshot of the old one is kept"
            : "what is in it is lost";
    }

    private static JsonNode? Properties(JsonNode template, string logicalId) => template["Resources"]?[logicalId]?["Properties"];

    // What a function makes of it is known in AWS.
    private static string? Text(JsonNode? value) => value?.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : null;
}
