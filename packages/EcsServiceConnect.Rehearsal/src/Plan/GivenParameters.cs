using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>Whether the map's parameters fit the template's.</summary>
internal static class GivenParameters
{
    // What only says where in AWS something is: a rehearsal has one network and one account.
    private static readonly HashSet<string> _places =
        ["VpcId", "Subnets", "SubnetId", "SubnetMappings", "Tags", "Certificates", "Cluster", "ExecutionRoleArn", "TaskRoleArn", "SecurityGroups", "RoleARN", "Description", "KmsKeyId"];

    private static readonly string[] _rehearsed =
    [
        "AWS::ECS::Service", "AWS::ECS::TaskDefinition", "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancingV2::Listener",
        "AWS::ElasticLoadBalancingV2::ListenerRule", "AWS::ElasticLoadBalancingV2::TargetGroup", "AWS::ApplicationAutoScaling::ScalableTarget",
        "AWS::ApplicationAutoScaling::ScalingPolicy", "AWS::ServiceDiscovery::HttpNamespace", "AWS::ServiceDiscovery::PrivateDnsNamespace",
        "AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress",
    ];

    /// <summary>Told when all is read, for what the template refers to by a name is known only then.</summary>
    /// <param name="template">The template.</param>
    /// <param name="given">The map's.</param>
    /// <param name="asked">Names of secrets and Systems Manager parameters that were looked for.</param>
    /// <param name="problems">Where to.</param>
    public static void TellUnknown(CloudFormationTemplate template, IReadOnlyDictionary<string, string> given, IReadOnlySet<string> asked, Problems problems)
    {
        // CloudFormation refuses them too ("Parameters: [X] do not exist in the template"); here, attributes and imports may be given as well.
        foreach (var name in given.Keys.Where(n => !template.Parameters.ContainsKey(n) && !asked.Contains(n) && !n.Contains("::", StringComparison.Ordinal) && !n.StartsWith('/') && !n.StartsWith("arn:", StringComparison.Ordinal) && template.Find(n.Split('.')[0]) is null))
        {
            problems.Add(name, $"\"parameters\" of the map: the template has no parameter {name}; leave it out, or correct its name.");
        }
    }

    public static void Check(CloudFormationTemplate template, Problems problems)
    {
        foreach (var condition in template.Conditions.Names.Where(c => template.Conditions.Holds(c) is null))
        {
            var open = template.Conditions.ParametersOf(condition).Where(p => template.ValueOf(p) is null).ToList();
            foreach (var parameter in open)
            {
                problems.Add(parameter, $"condition {condition}: parameter {parameter} has no value; give it in \"parameters\" of the map.");
            }

            if (open.Count == 0)
            {
                problems.Add($"condition {condition}: it can't be decided here; make it hang on parameters alone.");
            }
        }

        foreach (var resource in template.OfType(_rehearsed))
        {
            foreach (var parameter in References(template, resource.Properties.Node).Where(n => template.Parameters.ContainsKey(n) && template.ValueOf(n) is null))
            {
                problems.Add(parameter, $"{resource.LogicalId}: parameter {parameter} has no value; give it in \"parameters\" of the map.");
            }
        }
    }

    private static IEnumerable<string> References(CloudFormationTemplate template, JsonNode? node) => Intrinsics.Decide(template, node) switch
    {
        JsonObject { Count: 1 } o when o.First().Key is "Ref" or "Fn::Sub" or "Fn::GetAtt" => Intrinsics.References(template, o),
        JsonObject o => o.Where(p => !_places.Contains(p.Key)).SelectMany(p => References(template, p.Value)),
        JsonArray a => a.SelectMany(n => References(template, n)),
        _ => [],
    };
}
