using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.Rules;

namespace TestSupport.Stacks;

/// <summary>Single faults that are slips: a reference to the wrong thing, an option of something else, a step too many.</summary>
internal static class SlipMutants
{
    private const string Balancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
    private const string Listener = "AWS::ElasticLoadBalancingV2::Listener";
    private const string Target = "AWS::ApplicationAutoScaling::ScalableTarget";
    private const string Policy = "AWS::ApplicationAutoScaling::ScalingPolicy";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        // References.
        new("a load balancer in the place of its target group", ReferenceKindRules.OtherKind, t => t.Ui.Properties["LoadBalancers"]![0]!["TargetGroupArn"] = YelbTemplate.Ref(t.FirstId(Balancer))),
        new("a listener of its target group", ReferenceKindRules.OtherKind, t => t.First(Listener)["LoadBalancerArn"] = YelbTemplate.Ref(t.FirstId("AWS::ElasticLoadBalancingV2::TargetGroup"))),
        new("the ARN of a log group in the place of its name", ReferenceKindRules.OtherKind, t => t.Ui.LogOptions["awslogs-group"] = YelbTemplate.Attribute(YelbTemplate.TargetId(t.Ui.LogOptions["awslogs-group"]!), "Arn")),
        new("the ARN of a file system", ReferenceKindRules.OtherKind, t => t.Database.Efs["FilesystemId"] = YelbTemplate.Attribute(YelbTemplate.TargetId(t.Database.Efs["FilesystemId"]!), "Arn")),
        new("a security group where a subnet belongs", ReferenceKindRules.OtherKind, t => t.Cache.Network["Subnets"]![0] = YelbTemplate.Ref(t.Cache.SecurityGroupId)),
        new("a key by its id", ReferenceKindRules.OtherKind, t => { t.Add("Key", "AWS::KMS::Key", new() { ["KeyPolicy"] = new JsonObject { ["Statement"] = new JsonArray(new JsonObject { ["Effect"] = "Allow", ["Principal"] = "*", ["Action"] = "kms:*", ["Resource"] = "*" }) } }); t.First("AWS::Logs::LogGroup")["KmsKeyId"] = YelbTemplate.Ref("Key"); }),
        new("the id of a service of Cloud Map", ReferenceKindRules.OtherKind, t => { t.Add("Names", "AWS::ServiceDiscovery::Service", []); t.Ui.Properties["ServiceRegistries"] = new JsonArray(new JsonObject { ["RegistryArn"] = YelbTemplate.Ref("Names") }); }),
        new("the RoleArn of a role", ReturnValueRules.Unknown, t => t.Ui.Task["TaskRoleArn"]!["Fn::GetAtt"]![1] = "RoleArn"),
        new("scaling of a service by its Ref", ScalingTargetRules.Nothing, t => t.First(Target)["ResourceId"] = YelbTemplate.Ref(t.AppServer.Id)),
        new("scaling of a service in a cluster by its ARN", ScalingTargetRules.Nothing, t => t.First(Target)["ResourceId"] = new JsonObject { ["Fn::Join"] = new JsonArray("/", new JsonArray("service", YelbTemplate.Attribute(t.FirstId("AWS::ECS::Cluster"), "Arn"), YelbTemplate.Attribute(t.AppServer.Id, "Name"))) }),
        new("scaling of a cluster in a service", ScalingTargetRules.Nothing, t => t.First(Target)["ResourceId"] = new JsonObject { ["Fn::Join"] = new JsonArray("/", new JsonArray("service", YelbTemplate.Attribute(t.AppServer.Id, "Name"), YelbTemplate.Ref(t.FirstId("AWS::ECS::Cluster")))) }),
        new("the address of an elastic IP address", ReferenceKindRules.OtherKind, t => t.First("AWS::EC2::NatGateway")["AllocationId"] = YelbTemplate.Ref(t.FirstId("AWS::EC2::EIP"))),
        new("a policy of a role by its ARN", ReferenceKindRules.OtherKind, t => t.First("AWS::IAM::Policy")["Roles"]![0] = YelbTemplate.Attribute(t.FirstId("AWS::IAM::Role"), "Arn")),
        new("a load balancer by its name", FormRules.Malformed, t => t.First(Listener)["LoadBalancerArn"] = "yelb"),
        new("a snapshot of files", TemplateFormRules.Policy, t => t.Target(t.Database.Efs["FilesystemId"]!)["DeletionPolicy"] = "Snapshot"),

        // Networks.
        new("a service's group in the default VPC", SecurityGroupRules.OtherVpc, t => t.Resources[t.Ui.SecurityGroupId]!["Properties"]!.AsObject().Remove("VpcId")),
        new("a load balancer's group in another VPC", SecurityGroupRules.OtherVpc, t => { t.Add("Other", "AWS::EC2::VPC", new() { ["CidrBlock"] = "10.9.0.0/16" }); t.Resources[YelbTemplate.TargetId(t.First(Balancer)["SecurityGroups"]![0]!)]!["Properties"]!["VpcId"] = YelbTemplate.Ref("Other"); }),
        new("a target group in no VPC", TargetGroupRules.OtherVpc, t => t.Ui.TargetGroup.Remove("VpcId")),
        new("a classic load balancer", NetworkRules.TargetType, t => t.Ui.Properties["LoadBalancers"] = new JsonArray(new JsonObject { ["LoadBalancerName"] = "yelb", ["ContainerName"] = "yelb-ui", ["ContainerPort"] = 8080 })),
        new("DNS records in a namespace of names alone", CloudMapRules.Impossible, t => t.Add("Names", "AWS::ServiceDiscovery::Service", new() { ["NamespaceId"] = YelbTemplate.Ref(t.FirstId("AWS::ServiceDiscovery::HttpNamespace")), ["DnsConfig"] = new JsonObject { ["DnsRecords"] = new JsonArray(new JsonObject { ["Type"] = "A", ["TTL"] = 10 }) } })),
        new("SRV records without a port", CloudMapRules.Impossible, t => { t.Add("Names", "AWS::ServiceDiscovery::Service", new() { ["DnsConfig"] = new JsonObject { ["DnsRecords"] = new JsonArray(new JsonObject { ["Type"] = "SRV", ["TTL"] = 10 }) } }); t.Ui.Properties["ServiceRegistries"] = new JsonArray(new JsonObject { ["RegistryArn"] = YelbTemplate.Attribute("Names", "Arn") }); }),

        // Load balancers.
        new("an attribute of a load balancer without its end", TargetGroupAttributeRules.OfOthers, t => BalancerAttribute(t, "idle_timeout", "60")),
        new("an application load balancer that stays in its zone", TargetGroupAttributeRules.OfOthers, t => BalancerAttribute(t, "load_balancing.cross_zone.enabled", "false")),
        new("a mistyped attribute of a target group", TargetGroupAttributeRules.OfOthers, t => GroupAttribute(t, "deregistration_delay.timeout_second", "30")),
        new("a slow start by least requests", TargetGroupAttributeRules.OfOthers, t => { GroupAttribute(t, "slow_start.duration_seconds", "60"); GroupAttribute(t, "load_balancing.algorithm.type", "least_outstanding_requests"); }),
        new("the load balancer's own cookie as the application's", FormRules.Malformed, t => { GroupAttribute(t, "stickiness.type", "app_cookie"); GroupAttribute(t, "stickiness.app_cookie.cookie_name", "AWSALB"); }),
        new("a domain in the place of its certificate", FormRules.Malformed, t => { t.First(Listener)["Protocol"] = "HTTPS"; t.First(Listener)["Certificates"] = new JsonArray(new JsonObject { ["CertificateArn"] = "example.com" }); }),
        new("seven wildcards", ListenerLimitRules.TooMany, t => Rule(t, Condition("path-pattern", "PathPatternConfig", "/*/*/*/*/*/*/*"))),
        new("two conditions for paths", ListenerLimitRules.TooMany, t => Rule(t, Condition("path-pattern", "PathPatternConfig", "/a"), Condition("path-pattern", "PathPatternConfig", "/b"))),
        new("an address without its prefix", FormRules.Malformed, t => Rule(t, Condition("source-ip", "SourceIpConfig", "10.0.0.1"))),

        // Tasks.
        new("Splunk without its token", LogRules.Incomplete, t => t.Ui.Container["LogConfiguration"] = new JsonObject { ["LogDriver"] = "splunk", ["Options"] = new JsonObject { ["splunk-url"] = "https://logs.example.com:8088" } }),
        new("an option that awslogs does not have", LogRules.UnknownOption, t => t.Ui.LogOptions["aws-logs-group"] = "yelb"),
        new("a way of logging that there is not", FormRules.NotOneOf, t => t.Ui.LogOptions["mode"] = "nonblocking"),
        new("an image by its web page", FormRules.Malformed, t => t.Cache.Container["Image"] = "https://docker.io/library/redis:8.6.5"),
        new("an image in capitals", FormRules.Malformed, t => t.Cache.Container["Image"] = "docker.io/library/Redis:8.6.5"),
        new("a working directory from nowhere", FormRules.Malformed, t => t.Ui.Container["WorkingDirectory"] = "app"),
        new("Windows for PostgreSQL", WindowsRules.NotOnWindows, t => t.Database.Task["RuntimePlatform"]!["OperatingSystemFamily"] = "WINDOWS_SERVER_2022_CORE"),
        new("Service Connect on Windows", WindowsRules.NotOnWindows, t => t.Ui.Task["RuntimePlatform"]!["OperatingSystemFamily"] = "WINDOWS_SERVER_2022_CORE"),
        new("the volumes of a container that is not there", NameRules.Container, t => t.Ui.Container["VolumesFrom"] = new JsonArray(new JsonObject { ["SourceContainer"] = "files" })),
        new("a disk for a volume that is not there", NameRules.Volume, t => t.Ui.Properties["VolumeConfigurations"] = new JsonArray(new JsonObject { ["Name"] = "disk" })),
        new("a disk that the service leaves out", NameRules.Volume, t => t.Ui.Task["Volumes"] = new JsonArray(new JsonObject { ["Name"] = "disk", ["ConfiguredAtLaunch"] = true })),
        new("an access point without encryption on the way", FileSystemRules.NoTransit, t => t.Database.Efs["TransitEncryption"] = "DISABLED"),
        new("a volume of the task's own in the place of files", DataFolderRules.InTask, t => t.Cache.Task["Volumes"]![0]!.AsObject().Remove("EFSVolumeConfiguration")),
        new("Redis that writes beside its volume", DataFolderRules.Beside, t => t.Cache.Container["Command"] = Words("-c", "exec redis-server --requirepass $REDIS_PASSWORD --dir /tmp")),

        // Commands and servers.
        new("a health check as one word", ContainerRules.HealthCommand, t => t.Database.Container["HealthCheck"]!["Command"] = Words("CMD", "pg_isready -U postgres")),
        new("a health check with a shell's or", CommandRules.NoShell, t => t.Database.Container["HealthCheck"]!["Command"] = Words("CMD", "pg_isready", "||", "exit", "1")),
        new("Redis's password as a word", CommandRules.NoShell, t => { t.Cache.Container.Remove("EntryPoint"); t.Cache.Container["Command"] = Words("redis-server", "--requirepass", "$REDIS_PASSWORD"); }),
        new("a mistyped server", ImageProgramRules.NoProgram, t => t.Cache.Container["Command"] = Words("-c", "exec redis-sever --requirepass $REDIS_PASSWORD")),
        new("Redis as HTTP", ProtocolRules.StoreAsHttp, t => t.Cache.Port["AppProtocol"] = "http"),
        new("the application server at localhost", LoopbackRules.StoreElsewhere, t => t.Ui.SetVariable("services__yelb-appserver__http__0", "http://localhost:4567")),
        new("a page that listens at localhost", ListenPortRules.Elsewhere, t => t.Ui.SetVariable("ASPNETCORE_URLS", "http://localhost:8080")),

        // Scaling.
        new("steps with a gap", StepScalingRules.Impossible, t => Steps(t, (0, 10), (20, null))),
        new("steps that overlap", StepScalingRules.Impossible, t => Steps(t, (0, 20), (10, null))),
        new("two steps up to the end", StepScalingRules.Impossible, t => Steps(t, (0, null), (10, null))),
        new("a step without bounds", StepScalingRules.Impossible, t => Steps(t, (null, null))),
        new("a step that ends before it begins", StepScalingRules.Impossible, t => Steps(t, (10, 5))),
        new("no step", StepScalingRules.Impossible, t => Steps(t)),
        new("a policy of another type", ScalingPolicyRules.Contradiction, t => t.First(Policy)["PolicyType"] = "StepScaling"),
        new("a policy that follows nothing", ScalingPolicyRules.Contradiction, t => t.First(Policy)["TargetTrackingScalingPolicyConfiguration"]!.AsObject().Remove("PredefinedMetricSpecification")),
        new("the metric of instances", ScalingPolicyRules.Contradiction, t => t.First(Policy)["TargetTrackingScalingPolicyConfiguration"]!["PredefinedMetricSpecification"]!["PredefinedMetricType"] = "ASGAverageCPUUtilization"),
        new("no metric to follow", ScalingPolicyRules.Contradiction, t => t.OfType(Policy).Single(p => p.Resource.ToJsonString().Contains("CustomizedMetric", StringComparison.Ordinal)).Resource["Properties"]!["TargetTrackingScalingPolicyConfiguration"]!["CustomizedMetricSpecification"]!["Metrics"]![0]!["ReturnData"] = false),
        new("half a per cent", ScalingPolicyRules.Impossible, t => t.First(Policy)["TargetTrackingScalingPolicyConfiguration"]!["TargetValue"] = 0.5),
        new("a target group in the place of its label", ScalingPolicyRules.NoLabel, t => t.First(Policy)["TargetTrackingScalingPolicyConfiguration"]!["PredefinedMetricSpecification"] = new JsonObject { ["PredefinedMetricType"] = "ALBRequestCountPerTarget", ["ResourceLabel"] = YelbTemplate.Ref(t.FirstId("AWS::ElasticLoadBalancingV2::TargetGroup")) }),
        new("two policies of one name", TwiceRules.InStack, t => { foreach (var policy in t.OfType(Policy)) { policy.Resource["Properties"]!["PolicyName"] = "scale"; } }),
        new("a schedule on every day of both kinds", FormRules.Malformed, t => Schedule(t, "cron(0 8 * * * *)", "Europe/Berlin")),
        new("a time zone without its continent", FormRules.Malformed, t => Schedule(t, "cron(0 8 * * ? *)", "Berlin")),
        new("an alarm each 45 seconds", FormRules.OutOfRange, t => t.Add("Alarm", "AWS::CloudWatch::Alarm", new() { ["Period"] = 45 })),
        new("more data points than periods", MetricRules.TooManyDatapoints, t => t.Add("Alarm", "AWS::CloudWatch::Alarm", new() { ["EvaluationPeriods"] = 3, ["DatapointsToAlarm"] = 5 })),
        new("files that move after 30 days in other words", FormRules.Malformed, t => t.Database.FileSystem["LifecyclePolicies"] = new JsonArray(new JsonObject { ["TransitionToIA"] = "30_DAYS" })),
    ];

    private static void BalancerAttribute(YelbTemplate template, string key, string value) =>
        template.First(Balancer)["LoadBalancerAttributes"]!.AsArray().Add(new JsonObject { ["Key"] = key, ["Value"] = value });

    private static void GroupAttribute(YelbTemplate template, string key, string value) =>
        template.Ui.TargetGroup["TargetGroupAttributes"]!.AsArray().Add(new JsonObject { ["Key"] = key, ["Value"] = value });

    private static JsonObject Condition(string field, string settings, string value) =>
        new() { ["Field"] = field, [settings] = new JsonObject { ["Values"] = Words(value) } };

    private static void Rule(YelbTemplate template, params JsonObject[] conditions) => template.Add("Rule", "AWS::ElasticLoadBalancingV2::ListenerRule", new()
    {
        ["ListenerArn"] = YelbTemplate.Ref(template.FirstId(Listener)),
        ["Priority"] = 1,
        ["Conditions"] = new JsonArray([.. conditions]),
        ["Actions"] = template.First(Listener)["DefaultActions"]!.DeepClone(),
    });

    private static void Steps(YelbTemplate template, params (int? Lower, int? Upper)[] steps) => template.Add("Steps", Policy, new()
    {
        ["PolicyName"] = "steps",
        ["PolicyType"] = "StepScaling",
        ["ScalingTargetId"] = YelbTemplate.Ref(template.FirstId(Target)),
        ["StepScalingPolicyConfiguration"] = new JsonObject
        {
            ["AdjustmentType"] = "ChangeInCapacity",
            ["StepAdjustments"] = new JsonArray([.. steps.Select(s => new JsonObject { ["MetricIntervalLowerBound"] = s.Lower, ["MetricIntervalUpperBound"] = s.Upper, ["ScalingAdjustment"] = 1 })]),
        },
    });

    private static void Schedule(YelbTemplate template, string schedule, string zone) => template.First(Target)["ScheduledActions"] = new JsonArray(new JsonObject
    {
        ["ScheduledActionName"] = "a",
        ["Schedule"] = schedule,
        ["Timezone"] = zone,
        ["ScalableTargetAction"] = new JsonObject { ["MinCapacity"] = 1 },
    });

    private static JsonArray Words(params string[] words) => [.. words.Select(w => JsonValue.Create(w))];
}
