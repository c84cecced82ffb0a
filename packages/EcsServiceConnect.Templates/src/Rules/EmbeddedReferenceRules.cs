using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>References in a text are put in by CloudFormation.</summary>
/// <remarks>AWS CloudFormation User Guide, "Fn::Sub": elsewhere `${name}` stays as it is written.</remarks>
internal static partial class EmbeddedReferenceRules
{
    [TemplateRule("a text with a reference as ${AWS::Region} that no Fn::Sub puts in", "AWS CloudFormation User Guide, Fn::Sub")]
    public const string Left = "reference-without-sub";

    // Those whose own texts have no such names for other things.
    private static readonly string[] _types = ["AWS::ECS::", "AWS::IAM::", "AWS::Logs::", "AWS::ElasticLoadBalancingV2::", "AWS::SecretsManager::", "AWS::EFS::", "AWS::ServiceDiscovery::"];

    public static IEnumerable<TemplateViolation> AreSubstituted(EcsTopology topology) =>
        from resource in topology.Template.Resources
        where _types.Any(t => resource.Type.StartsWith(t, StringComparison.Ordinal))
        let names = NamesIn(resource)
        let found = Texts(resource.Properties.Node).SelectMany(t => Reference().Matches(t)).Select(m => m.Groups["name"].Value)
            .FirstOrDefault(n => n.StartsWith("AWS::", StringComparison.Ordinal) || (IsOwn(topology.Template, n.Split('.')[0]) && !names.Contains(n)))
        where found is not null
        select topology.Violation(Left, resource, $"{resource.LogicalId} has ${{{found}}} in a text, which stays as it is written; put the text into Fn::Sub.");

    private static bool IsOwn(CloudFormationTemplate template, string name) => template.Declares(name) || template.Parameters.ContainsKey(name);

    // Shells know the variables of their container by the same signs.
    private static HashSet<string> NamesIn(TemplateResource resource) =>
        [.. resource["ContainerDefinitions"].Items.SelectMany(c => c["Environment"].Items.Concat(c["Secrets"].Items)).Select(v => v["Name"].Text ?? "")];

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [value.GetValue<string>()],
        JsonArray array => array.SelectMany(Texts),
        JsonObject o => o.Where(p => p.Key != "Fn::Sub").SelectMany(p => Texts(p.Value)),
        _ => [],
    };

    [GeneratedRegex(@"(?<!\$)\$\{(?<name>AWS::[A-Za-z]+|[A-Za-z0-9]+(\.[A-Za-z.]+)?)\}")]
    private static partial Regex Reference();
}
