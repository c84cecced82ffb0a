using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>A dynamic reference is written so that CloudFormation resolves it.</summary>
/// <remarks>AWS CloudFormation User Guide, "Get values stored in other services using dynamic references".</remarks>
internal static partial class DynamicReferenceRules
{
    [TemplateRule("a dynamic reference that CloudFormation does not resolve: without its end, of another service, or a secure string where none is resolved", "AWS CloudFormation User Guide, Get a secure string value from Systems Manager Parameter Store: resources that support dynamic parameter patterns for secure strings")]
    public const string Malformed = "malformed-dynamic-reference";

    private const string Start = "{{resolve:";
    private const string End = "}}";
    private const string Secure = "ssm-secure";

    private static readonly string[] _services = ["ssm", Secure, "secretsmanager"];

    // Those that take a secure string, of which only passwords do.
    private static readonly string[] _secure = ["AWS::DirectoryService::", "AWS::ElastiCache::ReplicationGroup", "AWS::IAM::User", "AWS::KinesisFirehose::DeliveryStream", "AWS::OpsWorks::", "AWS::RDS::DBCluster", "AWS::RDS::DBInstance", "AWS::Redshift::Cluster"];

    public static IEnumerable<TemplateViolation> AreResolved(EcsTopology topology) =>
        from resource in topology.Template.Resources
        from fault in Texts(topology.Template, resource.Properties.Node).Select(t => FaultIn(t, resource.Type)).OfType<string>().Distinct()
        select topology.Violation(Malformed, resource, $"{resource.LogicalId} has a dynamic reference {fault}.");

    private static IEnumerable<string> Texts(CloudFormationTemplate template, JsonNode? node) =>
        Intrinsics.Render(template, node) is { } text ? text.Contains(Start, StringComparison.Ordinal) ? [text] : []
        : Intrinsics.Decide(template, node) switch
        {
            JsonObject o => o.SelectMany(p => Texts(template, p.Value)),
            JsonArray a => a.SelectMany(i => Texts(template, i)),
            _ => [],
        };

    // What a function gives may have the rest of it.
    private static string? FaultIn(string text, string type)
    {
        foreach (Match match in Reference().Matches(text))
        {
            var rest = text[(match.Index + Start.Length)..];
            var service = rest.Split(':', 2)[0];
            var isOpen = service.Contains(Placeholder.Open) || service.Contains(End, StringComparison.Ordinal);
            if (rest.IndexOf(End, StringComparison.Ordinal) < 0)
            {
                return rest.Contains(Placeholder.Open) ? null : $"without its end, so that it stays as it is written; add {End}";
            }

            if (!isOpen && !_services.Contains(service))
            {
                return $"of '{service}', and there are {string.Join(", ", _services)}; write one of these";
            }

            if (service == Secure && type.StartsWith("AWS::", StringComparison.Ordinal) && !type.StartsWith("AWS::CloudFormation::", StringComparison.Ordinal) && !_secure.Any(s => type.StartsWith(s, StringComparison.Ordinal)))
            {
                return $"of {Secure}, which a resource of type {type} does not take; let ECS read the parameter (Secrets), or write ssm for what is no secret";
            }

            if (rest[..rest.IndexOf(End, StringComparison.Ordinal)].Split(':').FirstOrDefault(p => p.Equals("SecretString", StringComparison.OrdinalIgnoreCase)) is { } part && part != "SecretString")
            {
                return $"with '{part}'; write SecretString";
            }
        }

        return null;
    }

    [GeneratedRegex(@"\{\{resolve:")]
    private static partial Regex Reference();
}
