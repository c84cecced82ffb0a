using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Permissions;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>CloudWatch Logs may use the key of a log group.</summary>
/// <remarks>Amazon CloudWatch Logs User Guide, "Encrypt log data in CloudWatch Logs using AWS KMS": the key's policy names the service of the region.</remarks>
internal static class LogKeyRules
{
    [TemplateRule("a log group with a key that CloudWatch Logs may not use", "Amazon CloudWatch Logs User Guide, Encrypt log data in CloudWatch Logs using AWS KMS, Step 2: Set permissions on the KMS key")]
    public const string Closed = "log-key-closed";

    private const string Service = "logs.";

    public static IEnumerable<TemplateViolation> KeysAreOpen(EcsTopology topology) =>
        from logs in topology.Template.OfType("AWS::Logs::LogGroup")
        let key = topology.Template.Find(logs["KmsKeyId"].Target, "AWS::KMS::Key")
        where key is not null
        let arns = new ResourceArns(topology.Template)
        let statements = PolicyStatement.Read(key["KeyPolicy"], arns)
        where statements is not null && !statements.Any(s => s.IsAllow && MayBeLogs(s.Principal) && s.IsAbout("kms:Decrypt", [ResourceArns.Here("kms", $"key/{Placeholder.For(key.LogicalId)}")]) != Certainty.No)
        select topology.Violation(Closed, logs, $"log group {logs.LogicalId} is encrypted with key {key.LogicalId}, whose policy does not let CloudWatch Logs use it, so the group is not made; allow logs.REGION.amazonaws.com kms:Encrypt*, kms:Decrypt*, kms:ReEncrypt*, kms:GenerateDataKey* and kms:Describe* there.");

    private static bool MayBeLogs(TemplateValue principal) =>
        PolicyPrincipal.IsEverybody(principal) || principal.IsUnknown
        || PolicyStatement.OneOrMore(principal["Service"]).Any(s => s.Text is not { } name || name.StartsWith(Service, StringComparison.Ordinal) || name.StartsWith(Placeholder.Open));
}
