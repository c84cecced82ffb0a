using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Permissions;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>IAM takes the policies of roles as they are written, and knows those that are AWS's own.</summary>
/// <remarks>IAM User Guide, "IAM JSON policy elements reference" and "Grammar of the IAM JSON policy language".</remarks>
internal static partial class PolicyDocumentRules
{
    [TemplateRule("a policy of a role that lacks what IAM asks for, or has what it refuses: its version, effects, actions, resources, principals, conditions, names of statements", "IAM User Guide, Grammar of the IAM JSON policy language")]
    public const string Malformed = "malformed-policy";

    [TemplateRule("a role with a policy of AWS's own that AWS has under another path", "AWS Managed Policy Reference, the ARN of each policy")]
    public const string OtherPath = "managed-policy-elsewhere";

    [TemplateRule("a right to objects of an S3 bucket that is given on the bucket, which has none of them", "Service Authorization Reference, Actions, resources, and condition keys for Amazon S3: resource types of actions")]
    public const string NoObject = "right-to-objects-on-bucket";

    private const string Role = "AWS::IAM::Role";

    private static readonly string[] _versions = ["2012-10-17", "2008-10-17"];

    private static readonly string[] _ofObjects = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"];

    /// <summary>An object's ARN is the bucket's, a slash and its key. Advice: another statement may give the right.</summary>
    public static IEnumerable<TemplateViolation> ObjectsAreInBuckets(EcsTopology topology) =>
        from policy in Documents(topology.Template)
        from statement in Statements(policy.Document)
        where statement["Effect"].Text == "Allow"
        let resources = PolicyStatement.OneOrMore(statement["Resource"]).Select(r => r.Text).ToList()
        where resources.Count > 0 && resources.All(r => r is not null && (Bucket().IsMatch(r) || (Placeholder.TargetOf(r) is { } id && r == Placeholder.For($"{id}.Arn") && topology.Template.Find(id, "AWS::S3::Bucket") is not null)))
        let action = PolicyStatement.OneOrMore(statement["Action"]).Select(a => a.Text).FirstOrDefault(a => _ofObjects.Contains(a))
        where action is not null
        select topology.Violation(NoObject, policy.Resource, $"{policy.What} of {policy.Resource.LogicalId} allows {action} on {resources[0]}, which is a bucket and no object; write its ARN with /* behind it.") with { IsAdvice = true };

    public static IEnumerable<TemplateViolation> DocumentsAreWhole(EcsTopology topology) =>
        from policy in Documents(topology.Template)
        let fault = FaultIn(policy.Document) ?? Statements(policy.Document).Select(s => FaultIn(s, policy.IsTrust)).FirstOrDefault(f => f is not null) ?? FaultInNames(policy.Document)
        where fault is not null
        select topology.Violation(Malformed, policy.Resource, $"{policy.What} of {policy.Resource.LogicalId} {fault}.");

    /// <summary>"The policy does not exist or is not attachable": a name alone does not find it.</summary>
    public static IEnumerable<TemplateViolation> PathsAreRight(EcsTopology topology) =>
        from role in topology.Template.OfType(Role)
        from given in role["ManagedPolicyArns"].Items
        let right = AwsManagedPolicies.PathOf(given.Text)
        where right is not null
        select topology.Violation(OtherPath, role, $"role {role.LogicalId} has policy {Placeholder.Readable(given.Text!)}, which AWS does not have; write policy/{right}.");

    private static IEnumerable<(TemplateResource Resource, TemplateValue Document, string What, bool IsTrust)> Documents(CloudFormationTemplate template) =>
        template.OfType(Role).SelectMany(r => r["Policies"].Items.Select(p => (r, p["PolicyDocument"], $"policy {p["PolicyName"].Text}", false)).Append((r, r["AssumeRolePolicyDocument"], "the trust policy", true)))
            .Concat(template.OfType("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy").Select(p => (p, p["PolicyDocument"], "the document", false)));

    private static IEnumerable<TemplateValue> Statements(TemplateValue document) =>
        PolicyStatement.OneOrMore(document["Statement"]).Where(s => s.Node is JsonObject && !s.IsUnknown);

    private static string? FaultIn(TemplateValue document) =>
        document["Version"].Text is { } version && !version.Contains(Placeholder.Open) && !_versions.Contains(version) ? $"is of version {version}, which is no date to choose; write 2012-10-17"
        : document.Node is JsonObject && !document.IsUnknown && !document["Statement"].IsPresent ? "has no statement; add one"
        : null;

    private static string? FaultIn(TemplateValue statement, bool isTrust) =>
        !statement["Effect"].IsPresent ? "has a statement without Effect; write Allow or Deny"
        : statement["Effect"].Text is { } effect && !effect.Contains(Placeholder.Open) && effect is not ("Allow" or "Deny") ? $"has a statement with effect '{effect}'; write Allow or Deny"
        : Count(statement, "Action", "NotAction") != 1 ? "has a statement that wants one of Action and NotAction; give it that"
        : isTrust && Count(statement, "Principal", "NotPrincipal") != 1 ? "has a statement without Principal; say who may take the role"
        : isTrust && Count(statement, "Resource", "NotResource") > 0 ? "has a statement with a Resource, which is always the role itself; leave that out"
        : !isTrust && Count(statement, "Resource", "NotResource") != 1 ? "has a statement that wants one of Resource and NotResource; give it that"
        : !isTrust && statement["Sid"].Text is { } sid && !sid.Contains(Placeholder.Open) && !Sid().IsMatch(sid) ? $"has a statement with the Sid '{sid}'; write letters and digits only"
        : UnknownOperator(statement["Condition"]) is { } name ? $"has a condition by {name}, which IAM does not have; write one of its operators, as StringEquals"
        : !isTrust && Count(statement, "Principal", "NotPrincipal") > 0 ? "has a statement with a Principal, who always is whoever has the policy; leave that out"
        : null;

    private static string? FaultInNames(TemplateValue document) =>
        Statements(document).Select(s => s["Sid"].Text).Where(s => s is { Length: > 0 } && !s.Contains(Placeholder.Open)).GroupBy(s => s).FirstOrDefault(g => g.Count() > 1)?.Key is { } twice
            ? $"has two statements with the Sid {twice}; give each its own, or none"
            : null;

    private static string? UnknownOperator(TemplateValue condition) =>
        condition.Node is JsonObject operators && !condition.IsUnknown ? operators.Select(o => o.Key).FirstOrDefault(o => !o.StartsWith("Fn::", StringComparison.Ordinal) && !Operator().IsMatch(o)) : null;

    [GeneratedRegex("^arn:[^:]*:s3:::[^/*?]+$")]
    private static partial Regex Bucket();

    // IAM User Guide, "IAM JSON policy elements: Condition operators".
    [GeneratedRegex("^(ForAllValues:|ForAnyValue:)?(String(Not)?(Equals(IgnoreCase)?|Like)|(Numeric|Date)((Not)?Equals|(Less|Greater)Than(Equals)?)|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like)|Null)(IfExists)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Operator();

    [GeneratedRegex("^[A-Za-z0-9]*$")]
    private static partial Regex Sid();

    private static int Count(TemplateValue statement, params ReadOnlySpan<string> names)
    {
        var count = 0;
        foreach (var name in names)
        {
            count += statement[name].IsPresent ? 1 : 0;
        }

        return count;
    }
}
