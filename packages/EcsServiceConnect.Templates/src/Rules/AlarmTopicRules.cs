using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Permissions;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>What an alarm tells gets there.</summary>
/// <remarks>Amazon SNS Developer Guide, "Key management": "event sources from AWS services and encrypted topics" need a key of one's own; Amazon CloudWatch User Guide, "Notifying users on alarm changes".</remarks>
internal static class AlarmTopicRules
{
    [TemplateRule("an alarm that tells a topic which CloudWatch may not publish to, or whose key it may not use", "Amazon SNS Developer Guide, Key management: Enable compatibility between event sources from AWS services and encrypted topics; Example cases for Amazon SNS access control")]
    public const string Closed = "alarm-topic-closed";

    private const string CloudWatch = "cloudwatch";

    private static readonly string[] _actions = ["AlarmActions", "OKActions", "InsufficientDataActions"];

    public static IEnumerable<TemplateViolation> TopicsAreOpen(EcsTopology topology) =>
        from alarm in topology.Template.OfType("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")
        from id in _actions.SelectMany(a => alarm[a].Items).Select(a => a.Target).Distinct()
        let topic = topology.Template.Find(id, "AWS::SNS::Topic")
        where topic is not null
        let key = KeyOf(topology.Template, topic["KmsMasterKeyId"])
        let fault = topic["KmsMasterKeyId"].Text?.EndsWith("alias/aws/sns", StringComparison.Ordinal) == true ? "is encrypted with the key alias/aws/sns, which CloudWatch may not use; take a key of your own that lets cloudwatch.amazonaws.com kms:Decrypt and kms:GenerateDataKey*"
            : key is not null && IsClosed(topology.Template, [key["KeyPolicy"]], "kms:Decrypt") ? $"is encrypted with key {key.LogicalId}, whose policy does not let CloudWatch use it; allow cloudwatch.amazonaws.com kms:Decrypt and kms:GenerateDataKey* there"
            : PoliciesOf(topology.Template, topic) is { Count: > 0 } policies && IsClosed(topology.Template, policies, "sns:Publish") ? "has a policy that lets others publish and not CloudWatch; allow cloudwatch.amazonaws.com sns:Publish there"
            : null
        where fault is not null
        select topology.Violation(Closed, alarm, $"alarm {alarm.LogicalId} tells topic {topic.LogicalId}, which {fault}.");

    private static TemplateResource? KeyOf(CloudFormationTemplate template, TemplateValue reference) =>
        template.Find(reference.Target, "AWS::KMS::Key") ?? template.Find(template.Find(reference.Target, "AWS::KMS::Alias")?["TargetKeyId"].Target, "AWS::KMS::Key");

    private static List<TemplateValue> PoliciesOf(CloudFormationTemplate template, TemplateResource topic) =>
        [.. template.OfType("AWS::SNS::TopicPolicy").Where(p => p["Topics"].Items.Any(t => t.Target == topic.LogicalId)).Select(p => p["PolicyDocument"])];

    // An account stands for what is known of nobody here; of a topic's policy it may let alarms of its own in, of a key's it does not.
    private static bool IsClosed(CloudFormationTemplate template, IReadOnlyList<TemplateValue> documents, string action)
    {
        var arns = new ResourceArns(template);
        return documents.Select(d => PolicyStatement.Read(d, arns)).ToList() is var all && !all.Contains(null)
            && !all.SelectMany(s => s!).Any(s => s.IsAllow && s.IsAbout(action, [ArnPattern.Anything]) != Certainty.No
                && (PolicyPrincipal.IsService(s.Principal, CloudWatch) != false || !s.Principal.IsPresent || (action == "sns:Publish" && PolicyPrincipal.IsAccount(s.Principal))));
    }
}
