using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>Which properties of a rehearsed thing are read; every other one is named.</summary>
/// <param name="Read">Those that are read.</param>
/// <param name="Silent">Those that change nothing that runs, such as tags.</param>
/// <param name="Grouped">Those that many things have, by what is said of them together.</param>
internal sealed record PropertyTable(string[] Read, string[] Silent, (string Property, string Group)[] Grouped)
{
    private const string Limits = "CPU and memory limits: processes take what they need";
    private const string Actions = "actions of alarms: nobody is told";
    private const string Platform = "platform: processor architecture, operating system, disk size";

    public static PropertyTable Cluster { get; } = new(
        ["ClusterName", "CapacityProviders", "DefaultCapacityProviderStrategy", "ServiceConnectDefaults"],
        ["Tags"],
        [("ClusterSettings", "Container Insights"), ("Configuration", "ECS Exec")]);

    public static PropertyTable Service { get; } = new(
        ["ServiceName", "Cluster", "TaskDefinition", "DesiredCount", "DeploymentConfiguration", "DeploymentController", "HealthCheckGracePeriodSeconds", "LoadBalancers", "NetworkConfiguration", "ServiceConnectConfiguration", "CapacityProviderStrategy", "LaunchType"],
        ["Tags", "EnableECSManagedTags", "PropagateTags", "PlatformVersion", "Role", "ForceNewDeployment"],
        [("EnableExecuteCommand", "ECS Exec"), ("AvailabilityZoneRebalancing", "availability zones")]);

    public static PropertyTable TaskDefinition { get; } = new(
        ["Family", "ContainerDefinitions", "Volumes"],
        ["Tags", "RequiresCompatibilities"],
        [("Cpu", Limits), ("Memory", Limits), ("ExecutionRoleArn", ResourceTypes.Roles), ("TaskRoleArn", ResourceTypes.Roles), ("RuntimePlatform", Platform), ("EphemeralStorage", Platform)]);

    public static PropertyTable Container { get; } = new(
        ["Name", "Image", "Command", "EntryPoint", "Environment", "Secrets", "Essential", "HealthCheck", "PortMappings", "MountPoints", "DependsOn", "StopTimeout", "User", "WorkingDirectory", "ReadonlyRootFilesystem", "LogConfiguration"],
        ["DockerLabels", "RepositoryCredentials", "VersionConsistency"],
        [("Cpu", Limits), ("Memory", Limits), ("MemoryReservation", Limits)]);

    public static PropertyTable LoadBalancer { get; } = new(
        ["Name", "Type", "Scheme", "SecurityGroups", "LoadBalancerAttributes"],
        ["Tags", "Subnets", "SubnetMappings", "IpAddressType"],
        []);

    public static PropertyTable Listener { get; } = new(
        ["LoadBalancerArn", "Port", "Protocol", "DefaultActions"],
        ["Tags"],
        [("Certificates", "certificates of listeners"), ("SslPolicy", "TLS policies of listeners")]);

    public static PropertyTable ListenerRule { get; } = new(["ListenerArn", "Priority", "Conditions", "Actions"], ["Tags"], []);

    public static PropertyTable TargetGroup { get; } = new(
        ["Name", "Port", "Protocol", "ProtocolVersion", "TargetType", "TargetGroupAttributes", "HealthCheckEnabled", "HealthCheckIntervalSeconds", "HealthCheckPath", "HealthCheckPort", "HealthCheckProtocol", "HealthCheckTimeoutSeconds", "HealthyThresholdCount", "UnhealthyThresholdCount", "Matcher"],
        ["Tags", "VpcId", "IpAddressType"],
        []);

    public static PropertyTable Alarm { get; } = new(
        ["AlarmName", "Namespace", "MetricName", "Dimensions", "Statistic", "ExtendedStatistic", "Metrics", "Period", "EvaluationPeriods", "DatapointsToAlarm", "Threshold", "ThresholdMetricId", "ComparisonOperator", "TreatMissingData"],
        ["Tags", "AlarmDescription", "Unit", "ActionsEnabled"],
        [("AlarmActions", Actions), ("OKActions", Actions), ("InsufficientDataActions", Actions)]);

    public static PropertyTable Secret { get; } = new(["Name", "SecretString", "GenerateSecretString"], ["Tags", "Description", "KmsKeyId"], []);

    public static PropertyTable ScalableTarget { get; } = new(["MinCapacity", "MaxCapacity", "ResourceId"], ["ScalableDimension", "ServiceNamespace", "RoleARN"], []);

    public static PropertyTable ScalingPolicy { get; } = new(
        ["PolicyName", "PolicyType", "ScalingTargetId", "ResourceId", "TargetTrackingScalingPolicyConfiguration", "StepScalingPolicyConfiguration", "PredictiveScalingPolicyConfiguration"],
        ["ScalableDimension", "ServiceNamespace"],
        []);

    /// <summary>What stands within a service, by its path, and in each of a list.</summary>
    public static (string[] Path, PropertyTable Table)[] WithinService { get; } =
    [
        (["LoadBalancers"], new(["TargetGroupArn", "ContainerName", "ContainerPort", "AdvancedConfiguration"], [], [])),
        (["LoadBalancers", "AdvancedConfiguration"], new(["AlternateTargetGroupArn", "ProductionListenerRule", "TestListenerRule"], [], [("RoleArn", ResourceTypes.Roles)])),
        (["NetworkConfiguration", "AwsvpcConfiguration"], new(["SecurityGroups"], ["Subnets", "AssignPublicIp"], [])),
        (["DeploymentConfiguration"], new(["MinimumHealthyPercent", "MaximumPercent", "DeploymentCircuitBreaker", "Strategy", "BakeTimeInMinutes", "CanaryConfiguration", "LinearConfiguration", "Alarms"], [], [])),
        (["DeploymentController"], new([], [], [])),
        (["ServiceConnectConfiguration"], new(["Enabled", "Namespace", "Services", "LogConfiguration", "AccessLogConfiguration"], [], [])),
        (["ServiceConnectConfiguration", "Services"], new(["PortName", "DiscoveryName", "ClientAliases", "IngressPortOverride", "Timeout", "Tls"], [], [])),
        (["ServiceConnectConfiguration", "Services", "ClientAliases"], new(["Port", "DnsName", "TestTrafficRules"], [], [])),
    ];

    /// <summary>The same within a container.</summary>
    public static (string[] Path, PropertyTable Table)[] WithinContainer { get; } =
    [
        (["HealthCheck"], new(["Command", "Interval", "Timeout", "Retries", "StartPeriod"], [], [])),
        (["PortMappings"], new(["ContainerPort", "Name", "AppProtocol"], ["HostPort"], [])),
        (["MountPoints"], new(["SourceVolume", "ContainerPath", "ReadOnly"], [], [])),
        (["LogConfiguration"], new(["LogDriver", "Options"], [], [])),
    ];

    /// <summary>The same within a task definition.</summary>
    public static (string[] Path, PropertyTable Table)[] WithinTaskDefinition { get; } =
    [
        (["Volumes", "EFSVolumeConfiguration"], new(["FilesystemId", "RootDirectory", "AuthorizationConfig"], ["TransitEncryption", "TransitEncryptionPort"], [])),
    ];

    /// <summary>What is left out where it has just this value, which is the default or what is rehearsed anyway.</summary>
    private static readonly Dictionary<string, string> _harmless = new()
    {
        ["EnableExecuteCommand"] = "false",
        ["SchedulingStrategy"] = "REPLICA",
        ["Type"] = "ECS",
        ["NetworkMode"] = "awsvpc",
        ["Interactive"] = "false",
        ["PseudoTerminal"] = "false",
        ["Privileged"] = "false",
        ["DisableNetworking"] = "false",
        ["EnableFaultInjection"] = "false",
        ["Protocol"] = "tcp",
    };

    /// <summary>Names what is not rehearsed of the things within a thing.</summary>
    public static void Tell((string[] Path, PropertyTable Table)[] within, TemplateValue properties, string subject, NotRehearsed notRehearsed)
    {
        foreach (var (path, table) in within)
        {
            foreach (var value in path.Aggregate<string, IEnumerable<TemplateValue>>([properties], (all, name) => all.SelectMany(v => Each(v[name]))))
            {
                table.Tell(value, $"{subject}, {path[^1]}", notRehearsed);
            }
        }

        static IEnumerable<TemplateValue> Each(TemplateValue value) => value.Node is JsonObject ? [value] : value.Items;
    }

    /// <summary>Names the properties that are not rehearsed.</summary>
    /// <param name="properties">The thing's properties.</param>
    /// <param name="subject">The thing, for people.</param>
    /// <param name="notRehearsed">Where to.</param>
    public void Tell(TemplateValue properties, string subject, NotRehearsed notRehearsed)
    {
        foreach (var (name, _) in properties.Node as JsonObject ?? [])
        {
            var value = properties[name];
            if (!value.IsPresent || value.Node is JsonArray { Count: 0 } || Read.Contains(name) || Silent.Contains(name) || (_harmless.TryGetValue(name, out var text) && string.Equals(value.Text, text, StringComparison.OrdinalIgnoreCase)))
            {
                continue;
            }

            if (Grouped.FirstOrDefault(g => g.Property == name).Group is { } group)
            {
                notRehearsed.Add(group, subject);
            }
            else
            {
                notRehearsed.Add($"{subject}: {name}");
            }
        }
    }
}
