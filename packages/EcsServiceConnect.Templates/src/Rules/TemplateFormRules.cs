using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>CloudFormation takes the template's own words, whatever its resources are.</summary>
internal static partial class TemplateFormRules
{
    [TemplateRule("a parameter whose default is not what the parameter itself allows", "AWS CloudFormation User Guide, CloudFormation template Parameters syntax")]
    public const string Default = "forbidden-default";

    [TemplateRule("a logical id with other characters than letters and digits", "AWS CloudFormation User Guide, CloudFormation template Resources syntax")]
    public const string LogicalId = "malformed-logical-id";

    [TemplateRule("a DeletionPolicy or UpdateReplacePolicy that CloudFormation does not have", "AWS CloudFormation User Guide, DeletionPolicy attribute")]
    public const string Policy = "unknown-policy";

    [TemplateRule("a parameter of a type that there is not", "AWS CloudFormation User Guide, CloudFormation template Parameters syntax: Type")]
    public const string ParameterType = "unknown-parameter-type";

    [TemplateRule("an export whose name has other characters than letters, digits, colons and hyphens", "AWS CloudFormation User Guide, CloudFormation template Outputs syntax: Export")]
    public const string Export = "malformed-export";

    // Of the resources of these services CloudFormation takes no snapshots.
    private static readonly string[] _withoutSnapshots = ["AWS::EFS::", "AWS::SecretsManager::", "AWS::Logs::", "AWS::ECS::", "AWS::ECR::", "AWS::S3::", "AWS::DynamoDB::", "AWS::ElasticLoadBalancingV2::", "AWS::IAM::"];

    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(100);

    private static readonly (string Attribute, string[] Values)[] _policies =
    [
        ("DeletionPolicy", ["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"]),
        ("UpdateReplacePolicy", ["Delete", "Retain", "Snapshot"]),
    ];

    /// <summary>Allowed values, pattern, lengths and bounds hold for the default too.</summary>
    public static IEnumerable<TemplateViolation> Defaults(EcsTopology topology) =>
        from parameter in topology.Template.Parameters
        let value = parameter.Value["Default"].Text
        where value is not null && parameter.Value["Type"].Text is "String" or "Number"
        let fault = FaultIn(parameter.Value, value)
        where fault is not null
        select new TemplateViolation(Default, parameter.Key, $"Parameter {parameter.Key} has a default that {fault}; change the one or the other.", $"Parameter {parameter.Key}");

    public static IEnumerable<TemplateViolation> ParametersHaveTypes(EcsTopology topology) =>
        from parameter in topology.Template.Parameters
        where parameter.Value["Type"].Text is { } type && !Type().IsMatch(type)
        select new TemplateViolation(ParameterType, parameter.Key, $"Parameter {parameter.Key} is of type {parameter.Value["Type"].Text}, which there is not; write String, Number, CommaDelimitedList, or one of AWS's own.", $"Parameter {parameter.Key}");

    public static IEnumerable<TemplateViolation> ExportsAreNames(EcsTopology topology) =>
        from output in topology.Template.Outputs
        where output.Value is JsonObject
        let name = new TemplateValue(topology.Template, output.Value)["Export"]["Name"].Text
        where name is not null && !ExportName().IsMatch(Placeholder.Without(name, _ => true))
        select new TemplateViolation(Export, "Outputs", $"Output {output.Key} is exported as '{Placeholder.Readable(name)}', and such a name is of letters, digits, colons and hyphens; leave out the rest.", $"Output {output.Key}");

    public static IEnumerable<TemplateViolation> LogicalIds(EcsTopology topology) =>
        from resource in topology.Template.Resources
        where !topology.Template.MayHaveMore && !AlphaNumeric().IsMatch(topology.Template.WrittenIdOf(resource.LogicalId))
        select topology.Violation(LogicalId, resource, $"the logical id {topology.Template.WrittenIdOf(resource.LogicalId)} has other characters than letters and digits; leave them out.");

    public static IEnumerable<TemplateViolation> Policies(EcsTopology topology) =>
        from resource in topology.Template.Resources
        from policy in _policies
        let given = resource.Policy(policy.Attribute)
        let hasNone = given == "Snapshot" && _withoutSnapshots.Any(t => resource.Type.StartsWith(t, StringComparison.Ordinal))
        where given is not null && !given.Contains(Placeholder.Open) && (hasNone || !policy.Values.Contains(given))
        select topology.Violation(Policy, resource, hasNone
            ? $"{policy.Attribute} of {resource.LogicalId} is Snapshot, and a resource of type {resource.Type} has no snapshots; write Retain."
            : $"{policy.Attribute} of {resource.LogicalId} is {given}, and there are {string.Join(", ", policy.Values)}; write one of these.");

    // A default may be a secret, so it is not shown.
    private static string? FaultIn(TemplateValue parameter, string value)
    {
        var allowed = parameter["AllowedValues"].Items.Select(v => v.Text).ToList();
        return allowed.Count > 0 && !allowed.Contains(value) ? "is none of its AllowedValues"
            : parameter["AllowedPattern"].Text is { } pattern && !Matches(value, pattern) ? "does not match its AllowedPattern"
            : value.Length < parameter["MinLength"].Number ? "is shorter than its MinLength"
            : value.Length > parameter["MaxLength"].Number ? "is longer than its MaxLength"
            : !decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? parameter["Type"].Text == "Number" ? "is no number" : null
            : number < parameter["MinValue"].Number ? "is below its MinValue"
            : number > parameter["MaxValue"].Number ? "is above its MaxValue"
            : null;
    }

    // CloudFormation's patterns are Java's; what .NET does not read, or not in time, is unknown.
    private static bool Matches(string value, string pattern)
    {
        try
        {
            return Regex.IsMatch(value, $"^(?:{pattern})$", RegexOptions.CultureInvariant, _patience);
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return true;
        }
    }

    [GeneratedRegex("^(String|Number|CommaDelimitedList|AWS::.+|List<.+>)$")]
    private static partial Regex Type();

    [GeneratedRegex("^[A-Za-z0-9:-]*$")]
    private static partial Regex ExportName();

    [GeneratedRegex("^[A-Za-z0-9]+$")]
    private static partial Regex AlphaNumeric();
}
