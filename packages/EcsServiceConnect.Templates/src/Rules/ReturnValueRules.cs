using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>Attributes of resources are those that there are.</summary>
internal static class ReturnValueRules
{
    [TemplateRule("an attribute (Fn::GetAtt) that its resource does not have", "AWS CloudFormation Template Reference, Return values of each resource type")]
    public const string Unknown = "unknown-attribute";

    // Types that stacks of services are made of; of others nothing is said.
    private static readonly Dictionary<string, string[]> _attributes = new()
    {
        ["AWS::ECS::Cluster"] = ["Arn"],
        ["AWS::ECS::Service"] = ["Name", "ServiceArn"],
        ["AWS::ECS::TaskDefinition"] = ["TaskDefinitionArn"],
        ["AWS::ElasticLoadBalancingV2::LoadBalancer"] = ["CanonicalHostedZoneID", "DNSName", "LoadBalancerArn", "LoadBalancerFullName", "LoadBalancerName", "SecurityGroups"],
        ["AWS::ElasticLoadBalancingV2::Listener"] = ["ListenerArn"],
        ["AWS::ElasticLoadBalancingV2::ListenerRule"] = ["IsDefault", "RuleArn"],
        ["AWS::ElasticLoadBalancingV2::TargetGroup"] = ["LoadBalancerArns", "TargetGroupArn", "TargetGroupFullName", "TargetGroupName"],
        ["AWS::IAM::Role"] = ["Arn", "RoleId"],
        ["AWS::Logs::LogGroup"] = ["Arn"],
        ["AWS::EFS::FileSystem"] = ["Arn", "FileSystemId"],
        ["AWS::EFS::AccessPoint"] = ["AccessPointId", "Arn"],
        ["AWS::EC2::SecurityGroup"] = ["GroupId", "Id", "VpcId"],
        ["AWS::SecretsManager::Secret"] = ["Id"],
        ["AWS::ServiceDiscovery::HttpNamespace"] = ["Arn", "Id"],
        ["AWS::ServiceDiscovery::PrivateDnsNamespace"] = ["Arn", "HostedZoneId", "Id"],
        ["AWS::ECR::Repository"] = ["Arn", "RepositoryUri"],
    };

    /// <summary>As their documents write them: an ARN or an id has a name of its own in many a type.</summary>
    public static IEnumerable<TemplateViolation> AttributesExist(EcsTopology topology) =>
        from place in topology.Template.Resources.Select(r => (Id: r.LogicalId, Node: r.Properties.Node))
            .Concat(topology.Template.Outputs.Select(o => (Id: o.Key, Node: o.Value)))
        from reference in Attributes(topology.Template, place.Node)
        let resource = topology.Template.Find(reference.Id)
        where resource is not null && _attributes.TryGetValue(resource.Type, out var known) && !known.Contains(reference.Name)
            && (reference.Name is "Arn" or "Id" || known.Any(k => reference.Name == $"{resource.Type[(resource.Type.LastIndexOf(':') + 1)..]}{k}") || known.Contains(reference.Name, StringComparer.OrdinalIgnoreCase))
        select topology.Violation(Unknown, resource, $"{place.Id} reads attribute {reference.Name} of {resource.LogicalId}, which a resource of type {resource.Type} does not have; there are {string.Join(", ", _attributes[resource.Type])}.");

    private static IEnumerable<(string Id, string Name)> Attributes(CloudFormationTemplate template, JsonNode? node) => Intrinsics.Decide(template, node) switch
    {
        JsonObject { Count: 1 } o when Intrinsics.AttributeOf(o)?.Split('.', 2) is [var id, var name] => [(id, name)],
        JsonObject o => o.SelectMany(p => Attributes(template, p.Value)),
        JsonArray a => a.SelectMany(n => Attributes(template, n)),
        _ => [],
    };
}
