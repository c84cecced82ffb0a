using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Rules;

/// <summary>What has to have a name of its own has one.</summary>
internal static class TwiceRules
{
    [TemplateRule("two containers, volumes, ports, variables or mounts of one name in a task, or a variable that is a secret as well", "Amazon ECS API Reference, RegisterTaskDefinition")]
    public const string InTask = "named-twice-in-task";

    [TemplateRule("two resources of a type with one name, or two exports", "AWS CloudFormation Template Reference, the name property of each type")]
    public const string InStack = "named-twice";

    // What a name is unique in, where it is not the account and region: the value of another property.
    private static readonly (string Type, string Name, string? Within)[] _names =
    [
        ("AWS::ECS::Cluster", "ClusterName", null),
        ("AWS::ECS::Service", "ServiceName", "Cluster"),
        ("AWS::ElasticLoadBalancingV2::LoadBalancer", "Name", null),
        ("AWS::ElasticLoadBalancingV2::TargetGroup", "Name", null),
        ("AWS::Logs::LogGroup", "LogGroupName", null),
        ("AWS::SecretsManager::Secret", "Name", null),
        ("AWS::SSM::Parameter", "Name", null),
        ("AWS::IAM::Role", "RoleName", null),
        ("AWS::IAM::ManagedPolicy", "ManagedPolicyName", null),
        ("AWS::EC2::SecurityGroup", "GroupName", "VpcId"),
        ("AWS::ECR::Repository", "RepositoryName", null),
        ("AWS::RDS::DBInstance", "DBInstanceIdentifier", null),
        ("AWS::RDS::DBCluster", "DBClusterIdentifier", null),
        ("AWS::RDS::DBSubnetGroup", "DBSubnetGroupName", null),
        ("AWS::ElastiCache::ReplicationGroup", "ReplicationGroupId", null),
        ("AWS::ElastiCache::SubnetGroup", "CacheSubnetGroupName", null),
        ("AWS::ServiceDiscovery::HttpNamespace", "Name", null),
        ("AWS::CloudWatch::Alarm", "AlarmName", null),
        ("AWS::CloudWatch::Dashboard", "DashboardName", null),
        ("AWS::ApplicationAutoScaling::ScalingPolicy", "PolicyName", "ScalingTargetId"),
    ];

    /// <summary>The parts of a task definition.</summary>
    public static IEnumerable<TemplateViolation> InTasks(EcsTopology topology) =>
        from task in topology.TaskDefinitions
        from twice in Twice(task)
        select topology.Violation(InTask, task, $"{twice}, and ECS takes each once; change or leave out one.");

    /// <summary>The resources of a template: no two of a type with one explicit name, unless their conditions may exclude each other.</summary>
    public static IEnumerable<TemplateViolation> InStacks(EcsTopology topology) =>
        from named in _names
        from same in topology.Template.OfType(named.Type)
            .Select(r => (Resource: r, Name: r[named.Name].Text, Within: named.Within is null ? null : r[named.Within].Text))
            .Where(r => !string.IsNullOrEmpty(r.Name) && IsExact(r.Name) && IsExact(r.Within))
            .GroupBy(r => (r.Name, r.Within))
        where same.Count() > 1 && same.Select(r => r.Resource.Condition).Distinct().Count() == 1
        let ordered = same.Select(r => r.Resource).OrderBy(topology.NameOf, StringComparer.Ordinal).ToList()
        select topology.Violation(InStack, ordered[^1], $"{named.Name} of {ordered[^1].LogicalId} is '{same.Key.Name}', as that of {string.Join(", ", ordered[..^1].Select(r => r.LogicalId))}, and AWS makes one of that name; give each its own, or none.");

    /// <summary>"Export names must be unique within a Region."</summary>
    /// <remarks>AWS CloudFormation User Guide, "CloudFormation template Outputs syntax".</remarks>
    public static IEnumerable<TemplateViolation> Exports(EcsTopology topology) =>
        from output in topology.Template.Outputs
        where output.Value is JsonObject
        let value = new TemplateValue(topology.Template, output.Value)
        let name = value["Export"]["Name"].Text
        where name is not null
        group (output.Key, Condition: value["Condition"].Text) by name into same
        where same.Count() > 1 && same.Select(o => o.Condition).Distinct().Count() == 1
        let outputs = string.Join(" and ", same.Select(o => o.Key).Order(StringComparer.Ordinal))
        select new TemplateViolation(InStack, "Outputs", $"The stack exports '{Placeholder.Readable(same.Key)}' twice, by outputs {outputs}; give each a name of its own.", "The stack");

    /// <summary>Whether two texts that are alike come to one: a function whose arguments are not written into its placeholder may give something else each time.</summary>
    public static bool IsExact(string? text) =>
        text is null || !text.Replace($"{Placeholder.Open}Fn::ImportValue ", "", StringComparison.Ordinal).Contains($"{Placeholder.Open}Fn::", StringComparison.Ordinal);

    private static IEnumerable<string> Twice(TaskDefinition task)
    {
        IEnumerable<string> found =
        [
            .. Repeated(task.Containers.Select(c => c.Name)).Select(n => $"two of its containers are called {n}"),
            .. Repeated(task.Resource["Volumes"].Items.Select(v => v["Name"].Text)).Select(n => $"two of its volumes are called {n}"),
            .. Repeated(task.Containers.SelectMany(c => c.Ports).Select(p => p.Name)).Select(n => $"two of its ports are called {n}"),
        ];
        if (task.Resource["NetworkMode"].Text == "awsvpc")
        {
            // All containers of a task have one address.
            found = found.Concat(Repeated(task.Containers.SelectMany(c => c.Definition["PortMappings"].Items).Select(m => m["ContainerPort"].Number is { } port ? $"{port}/{m["Protocol"].Text ?? "tcp"}" : null))
                .Select(p => $"two of its port mappings are of port {p}, and all its containers have one address"));
        }

        return found.Concat(task.Containers.SelectMany(InContainer));
    }

    private static IEnumerable<string> InContainer(Container container)
    {
        var variables = container.Environment.Select(v => v.Name).ToList();
        var secrets = container.Secrets.Select(s => s.Name).ToList();
        return
        [
            .. Repeated(variables).Concat(Repeated(secrets)).Select(n => $"variable {n} of container {container.Name} is there twice"),
            .. variables.Intersect(secrets).Where(n => n.Length > 0).Select(n => $"variable {n} of container {container.Name} is in Environment and in Secrets"),
            .. Repeated(container.Definition["MountPoints"].Items.Select(m => m["ContainerPath"].Text)).Select(p => $"two volumes of container {container.Name} are in folder {p}"),
        ];
    }

    private static IEnumerable<string> Repeated(IEnumerable<string?> names) =>
        names.OfType<string>().Where(n => n.Length > 0).GroupBy(n => n).Where(g => g.Count() > 1).Select(g => g.Key);
}
