using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Topology;

/// <summary>The Cloud Map namespaces that Service Connect can use.</summary>
/// <remarks>Amazon ECS API Reference, "ServiceConnectConfiguration" (name or ARN; default: the cluster's) and "ClusterServiceConnectDefaultsRequest" (a new name makes a namespace).</remarks>
internal sealed class Namespaces(CloudFormationTemplate template)
{
    private readonly TemplateResource[] _declared =
        [.. template.OfType("AWS::ServiceDiscovery::HttpNamespace", "AWS::ServiceDiscovery::PrivateDnsNamespace", "AWS::ServiceDiscovery::PublicDnsNamespace")];

    private readonly string[] _ofClusters =
        [.. template.OfType("AWS::ECS::Cluster").Select(c => c["ServiceConnectDefaults"]["Namespace"].Text).OfType<string>()];

    public static TemplateValue DefaultOf(TemplateResource? cluster) => cluster is null ? default : cluster["ServiceConnectDefaults"]["Namespace"];

    /// <summary>What tells one namespace from another; null where the template shows that there is none of that name.</summary>
    public string? Find(TemplateValue given)
    {
        if (given.Text is not { } text)
        {
            return null;
        }

        if (_declared.FirstOrDefault(n => n.LogicalId == given.Target || n["Name"].Text == text) is { } declared)
        {
            return declared.LogicalId;
        }

        // From another stack, by ARN, import or parameter.
        var isElsewhere = text.StartsWith("arn:", StringComparison.Ordinal)
            || (text.Contains(Placeholder.Open) && (given.Target is null || template.Parameters.ContainsKey(given.Target)));
        return isElsewhere || (given.Target is null && _ofClusters.Contains(text)) ? text : null;
    }

    /// <summary>The name that its endpoints end in; null where the template does not say it.</summary>
    public string? NameOf(string @namespace) =>
        template.Find(@namespace) is { } declared ? declared["Name"].Text
        : @namespace.Contains(Placeholder.Open) || @namespace.StartsWith("arn:", StringComparison.Ordinal) ? null
        : @namespace;
}
