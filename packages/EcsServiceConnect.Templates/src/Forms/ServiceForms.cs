namespace EcsServiceConnect.Templates.Forms;

/// <summary>Services of Amazon ECS, how they get capacity and how they scale.</summary>
internal static class ServiceForms
{
    private const string Service = "AWS::ECS::Service";
    private const string Connect = "ServiceConnectConfiguration/Services[]/";
    private const string Shift = "LoadBalancers[]/AdvancedConfiguration/";
    private const string ShiftSource = "Amazon ECS API Reference, AdvancedConfiguration";
    private const string CreateService = "Amazon ECS API Reference, CreateService";
    private const string Deployment = "Amazon ECS API Reference, DeploymentConfiguration";
    private const string ConnectService = "Amazon ECS API Reference, ServiceConnectService";
    private const string Timeouts = "Amazon ECS API Reference, TimeoutConfiguration";
    private const string StrategyItem = "Amazon ECS API Reference, CapacityProviderStrategyItem";
    private const string Target = "AWS::ApplicationAutoScaling::ScalableTarget";
    private const string Policy = "AWS::ApplicationAutoScaling::ScalingPolicy";
    private const string RegisterTarget = "Application Auto Scaling API Reference, RegisterScalableTarget";
    private const string PutPolicy = "Application Auto Scaling API Reference, PutScalingPolicy";

    private static readonly TextForm _provider = new("FARGATE|FARGATE_SPOT|(?!(?i:aws|ecs|fargate)).+", "FARGATE, FARGATE_SPOT or one of your own, whose name begins with none of aws, ecs and fargate");
    private static readonly NumberForm _weight = new(0, 1000);
    private static readonly NumberForm _base = new(0, 100000);
    private static readonly NumberForm _bake = new(0, 1440);

    private static readonly WordForm _stage = new("RECONCILE_SERVICE", "PRE_SCALE_UP", "POST_SCALE_UP", "TEST_TRAFFIC_SHIFT", "POST_TEST_TRAFFIC_SHIFT", "PRE_PRODUCTION_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT", "POST_PRODUCTION_TRAFFIC_SHIFT");
    private static readonly TextForm _rule = new(@"arn:[^:]+:elasticloadbalancing:[^:]*:[^:]*:(?:listener-rule/(?:app|net)|listener/net)/.+", "the ARN of a listener rule, or of a network load balancer's listener");

    public static IReadOnlyList<PropertyForm> All { get; } =
    [
        new(Service, "ServiceName", Common.EcsName, CreateService),
        new(Service, "DesiredCount", Common.Count, CreateService),
        new(Service, "LaunchType", new WordForm("EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"), CreateService),
        new(Service, "SchedulingStrategy", new WordForm("REPLICA", "DAEMON"), CreateService),
        new(Service, "PropagateTags", new WordForm("TASK_DEFINITION", "SERVICE", "NONE"), CreateService),
        new(Service, "PlatformVersion", new TextForm(@"LATEST|\d+\.\d+\.\d+", "LATEST or a version as 1.4.0"), CreateService),
        new(Service, "HealthCheckGracePeriodSeconds", Common.Count, CreateService),
        new(Service, "AvailabilityZoneRebalancing", Common.Switch, CreateService),
        new(Service, "NetworkConfiguration/AwsvpcConfiguration/AssignPublicIp", Common.Switch, "Amazon ECS API Reference, AwsVpcConfiguration"),
        new(Service, "LoadBalancers[]/ContainerPort", Common.Port, "Amazon ECS API Reference, LoadBalancer"),
        new(Service, "DeploymentController/Type", new WordForm("ECS", "CODE_DEPLOY", "EXTERNAL"), "Amazon ECS API Reference, DeploymentController"),
        new(Service, "DeploymentConfiguration/MinimumHealthyPercent", Common.Count, Deployment),
        new(Service, "DeploymentConfiguration/MaximumPercent", Common.Count, Deployment),
        new(Service, "DeploymentConfiguration/Strategy", new WordForm("ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"), Deployment),
        new(Service, "DeploymentConfiguration/BakeTimeInMinutes", _bake, Deployment),
        new(Service, "DeploymentConfiguration/LinearConfiguration/StepPercent", new NumberForm(3, 100), "Amazon ECS API Reference, LinearConfiguration"),
        new(Service, "DeploymentConfiguration/LinearConfiguration/StepBakeTimeInMinutes", _bake, "Amazon ECS API Reference, LinearConfiguration"),
        new(Service, "DeploymentConfiguration/CanaryConfiguration/CanaryPercent", new NumberForm(0.1m, 100), "Amazon ECS API Reference, CanaryConfiguration"),
        new(Service, "DeploymentConfiguration/CanaryConfiguration/CanaryBakeTimeInMinutes", _bake, "Amazon ECS API Reference, CanaryConfiguration"),
        new(Service, "DeploymentConfiguration/LifecycleHooks[]/LifecycleStages[]", _stage, "Amazon ECS API Reference, DeploymentLifecycleHook"),
        new(Service, Shift + "AlternateTargetGroupArn", new TextForm(@"arn:[^:]+:elasticloadbalancing:[^:]*:[^:]*:targetgroup/.+", "the ARN of a target group"), ShiftSource),
        new(Service, Shift + "ProductionListenerRule", _rule, ShiftSource),
        new(Service, Shift + "TestListenerRule", _rule, ShiftSource),
        new(Service, Shift + "RoleArn", new TextForm(@"arn:[^:]+:iam::[^:]*:role/.+", "the ARN of a role"), ShiftSource),
        new(Service, Connect + "ClientAliases[]/TestTrafficRules/Header/Name", new TextForm(@"[!#$%&'*+.^_`|~0-9A-Za-z-]+", "the name of a header"), "Amazon ECS API Reference, ServiceConnectTestTrafficHeaderRules"),
        new(Service, Connect + "IngressPortOverride", Common.Port, ConnectService),
        new(Service, Connect + "ClientAliases[]/Port", Common.Port, "Amazon ECS API Reference, ServiceConnectClientAlias"),
        new(Service, Connect + "ClientAliases[]/DnsName", new TextForm("[a-z0-9_][a-z0-9_.-]{0,126}", "up to 127 of a-z, 0-9, _, . and -, with no - in front"), "Amazon ECS API Reference, ServiceConnectClientAlias"),
        new(Service, Connect + "Timeout/IdleTimeoutSeconds", Common.Count, Timeouts),
        new(Service, Connect + "Timeout/PerRequestTimeoutSeconds", Common.Count, Timeouts),

        new(Service, "ServiceConnectConfiguration/AccessLogConfiguration/Format", new WordForm("TEXT", "JSON"), "Amazon ECS API Reference, ServiceConnectAccessLogConfiguration"),

        new(Service, "CapacityProviderStrategy[]/CapacityProvider", _provider, StrategyItem),
        new("AWS::ECS::Cluster", "CapacityProviders[]", _provider, "Amazon ECS API Reference, CreateCluster"),
        new("AWS::ECS::ClusterCapacityProviderAssociations", "CapacityProviders[]", _provider, "Amazon ECS API Reference, PutClusterCapacityProviders"),
        new(Service, "CapacityProviderStrategy[]/Weight", _weight, StrategyItem),
        new(Service, "CapacityProviderStrategy[]/Base", _base, StrategyItem),
        new("AWS::ECS::Cluster", "DefaultCapacityProviderStrategy[]/Weight", _weight, StrategyItem),
        new("AWS::ECS::Cluster", "DefaultCapacityProviderStrategy[]/Base", _base, StrategyItem),
        new("AWS::ECS::ClusterCapacityProviderAssociations", "DefaultCapacityProviderStrategy[]/Weight", _weight, StrategyItem),
        new("AWS::ECS::ClusterCapacityProviderAssociations", "DefaultCapacityProviderStrategy[]/Base", _base, StrategyItem),

        new(Target, "MinCapacity", Common.Count, RegisterTarget),
        new(Target, "MaxCapacity", Common.Count, RegisterTarget),
        new(Target, "ScheduledActions[]/Schedule", new TextForm(@"cron\((?=[^?]*\?[^?]*$)\S+(?: +\S+){5}\)|rate\([1-9]\d* (?:minute|hour|day)s?\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?\)", "cron(…) with six fields, of which the day of the month or that of the week is ?, as cron(0 8 * * ? *), rate(1 hour) or at(2027-01-31T08:00:00)"), "Application Auto Scaling API Reference, PutScheduledAction"),
        new(Target, "ScheduledActions[]/Timezone", new TextForm(@"[A-Z][A-Za-z]+/[A-Za-z0-9_/+-]+|[A-Z]{2,3}|[A-Z]{3}\d[A-Z]{3}|GMT[+-]?0|GB-Eire|NZ-CHAT|W-SU|Cuba|Egypt|Eire|Greenwich|Hongkong|Iceland|Iran|Israel|Jamaica|Japan|Kwajalein|Libya|Navajo|Poland|Portugal|Singapore|Turkey|Universal|Zulu", "a time zone of the IANA's, as Europe/Berlin"), "Application Auto Scaling API Reference, PutScheduledAction: Timezone"),
        new(Policy, "PolicyType", new WordForm("TargetTrackingScaling", "StepScaling", "PredictiveScaling"), PutPolicy),
        new(Policy, "TargetTrackingScalingPolicyConfiguration/ScaleInCooldown", Common.Count, PutPolicy),
        new(Policy, "TargetTrackingScalingPolicyConfiguration/ScaleOutCooldown", Common.Count, PutPolicy),
        new(Policy, "TargetTrackingScalingPolicyConfiguration/PredefinedMetricSpecification/PredefinedMetricType", new TextForm("(?!ECS).*|ECSServiceAverage(?:CPU|Memory)Utilization.*", "ECSServiceAverageCPUUtilization or ECSServiceAverageMemoryUtilization for a service"), "Application Auto Scaling API Reference, PredefinedMetricSpecification"),
        new(Policy, "StepScalingPolicyConfiguration/AdjustmentType", new WordForm("ChangeInCapacity", "PercentChangeInCapacity", "ExactCapacity"), "Application Auto Scaling API Reference, StepScalingPolicyConfiguration"),
        new(Policy, "StepScalingPolicyConfiguration/MetricAggregationType", new WordForm("Average", "Minimum", "Maximum"), "Application Auto Scaling API Reference, StepScalingPolicyConfiguration"),
        new(Policy, "StepScalingPolicyConfiguration/Cooldown", Common.Count, "Application Auto Scaling API Reference, StepScalingPolicyConfiguration"),
    ];
}
