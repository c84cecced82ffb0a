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

    /// <summary>Whether only services of the template are in a namespace: it is declared there, and no output tells others of it.</summary>
    public bool IsOwn(string @namespace)
    {
        // A cluster brings its default namespace along.
        var names = template.OfType("AWS::ECS::Cluster").Where(c => Find(DefaultOf(c)) == @namespace).Select(c => c.LogicalId).Append(@namespace).ToHashSet();
        return (template.Find(@namespace) is not null || _ofClusters.Contains(@namespace))
            && !names.Any(template.IsHandedOn);
    }

    /// <summary>Whether a name of a DNS namespace may be one that Cloud Map itself answers for.</summary>
    public bool IsRegistered(string @namespace, string host) =>
        NameOf(@namespace) is { } name && host.EndsWith($".{name}", StringComparison.OrdinalIgnoreCase)
        && template.OfType("AWS::ServiceDiscovery::Service").Select(s => s["Name"].Text ?? Placeholder.For("Name"))
            .Any(s => s.Contains(Placeholder.Open) || host.Equals($"{s}.{name}", StringComparison.OrdinalIgnoreCase));

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

        // From another stack, by ARN, import or parameter; by its name too, where this one makes none of its own.
        var isElsewhere = text.StartsWith("arn:", StringComparison.Ordinal)
            || (text.Contains(Placeholder.Open) && template.Find(given.Target)?.Type.StartsWith("AWS::ECS::", StringComparison.Ordinal) != true)
            || (!text.Contains(Placeholder.Open) && _declared.Length == 0 && _ofClusters.Length == 0);
        return isElsewhere || (given.Target is null && _ofClusters.Contains(text)) ? text : null;
    }

    /// <summary>The name that its endpoints end in; null where the template does not say it.</summary>
    public string? NameOf(string @namespace) =>
        template.Find(@namespace) is { } declared ? declared["Name"].Text
        : @namespace.Contains(Placeholder.Open) || @namespace.StartsWith("arn:", StringComparison.Ordinal) ? null
        : @namespace;
}
