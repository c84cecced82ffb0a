using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.Rules;

namespace TestSupport.Stacks;

/// <summary>Single faults that show only later: under load, at an update, or when the stack goes.</summary>
internal static class LaterMutants
{
    private const string Target = "AWS::ApplicationAutoScaling::ScalableTarget";
    private const string Policy = "AWS::ApplicationAutoScaling::ScalingPolicy";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        // Versions under kept data.
        new("the newest PostgreSQL, whatever it is", VersionRules.MovingTag, t => t.Database.Container["Image"] = "docker.io/library/postgres:latest"),
        new("PostgreSQL without a tag", VersionRules.MovingTag, t => t.Database.Container["Image"] = "postgres"),
        new("PostgreSQL on Alpine, whatever version", VersionRules.MovingTag, t => t.Database.Container["Image"] = "postgres:alpine3.22"),
        new("PostgreSQL of a registry with a port, without a tag", VersionRules.MovingTag, t => t.Database.Container["Image"] = "registry.example.com:5000/postgres"),
        new("a managed database of whatever version", VersionRules.NoVersion, t => t.Add("Store", "AWS::RDS::DBInstance", new() { ["Engine"] = "postgres", ["DBInstanceClass"] = "db.t4g.micro" })),

        // Data that goes.
        new("files that go with the stack", DataLossRules.WithStack, t => Files(t, t.Database)["DeletionPolicy"] = "Delete"),
        new("files that go with the stack by default", DataLossRules.WithStack, t => Files(t, t.Database).Remove("DeletionPolicy")),
        new("files that go when they are replaced", DataLossRules.ByReplacement, t => Files(t, t.Cache)["UpdateReplacePolicy"] = "Delete"),
        new("files that go by default when they are replaced", DataLossRules.ByReplacement, t => Files(t, t.Cache).Remove("UpdateReplacePolicy")),
        new("a managed database that goes with the stack", DataLossRules.WithStack, t => { t.Add("Store", "AWS::RDS::DBInstance", new() { ["Engine"] = "postgres", ["EngineVersion"] = "18.1" }); t.Resources["Store"]!["DeletionPolicy"] = "Delete"; }),
        new("the password of files that stay goes", DataLossRules.Password, t => t.Target(t.Database.Container["Secrets"]![0]!["ValueFrom"]!)["DeletionPolicy"] = "Delete"),

        // Scaling.
        new("scaling of a service that is not there", ScalingTargetRules.Nothing, t => t.First(Target)["ResourceId"] = "service/yelb/yelb-api"),
        new("scaling in a cluster that is not there", ScalingTargetRules.Nothing, t => t.First(Target)["ResourceId"] = "service/yelp/yelb-appserver"),
        new("scaling of a service by its ARN", ScalingTargetRules.Nothing, t => t.First(Target)["ResourceId"] = new JsonObject { ["Fn::Join"] = new JsonArray("/", new JsonArray("service", "yelb", YelbTemplate.Ref(t.AppServer.Id))) }),
        new("scaling of a service without its cluster", ScalingTargetRules.Nothing, t => t.First(Target)["ResourceId"] = new JsonObject { ["Fn::Join"] = new JsonArray("/", new JsonArray("service", YelbTemplate.Attribute(t.AppServer.Id, "Name"))) }),
        new("scaling of a dimension that ECS does not have", ScalingTargetRules.Dimension, t => t.First(Target)["ScalableDimension"] = "ecs:service:TaskCount"),
        new("scaling of another service of AWS", ScalingTargetRules.Dimension, t => t.First(Target)["ServiceNamespace"] = "dynamodb"),
        new("a negative minimum", FormRules.OutOfRange, t => t.First(Target)["MinCapacity"] = -1),
        new("a scheduled minimum above its maximum", ScalingTargetRules.Schedule, t => t.First(Target)["ScheduledActions"] = Scheduled("cron(0 8 * * ? *)", 5, 2)),
        new("a schedule without cron", FormRules.Malformed, t => t.First(Target)["ScheduledActions"] = Scheduled("0 8 * * *", 1, 2)),
        new("a base above the maximum", ScalingTargetRules.Base, t => t.AppServer.Properties["CapacityProviderStrategy"] = new JsonArray(new JsonObject { ["CapacityProvider"] = "FARGATE", ["Base"] = 5, ["Weight"] = 0 }, new JsonObject { ["CapacityProvider"] = "FARGATE_SPOT", ["Weight"] = 1 })),
        new("a CPU target of 0 per cent", ScalingPolicyRules.Impossible, t => Cpu(t)["TargetValue"] = 0),
        new("a CPU target of 150 per cent", ScalingPolicyRules.Impossible, t => Cpu(t)["TargetValue"] = 150),
        new("no request for each task", ScalingPolicyRules.Impossible, t => Requests(t)["TargetValue"] = -1),
        new("a negative cool-down", FormRules.OutOfRange, t => Cpu(t)["ScaleInCooldown"] = -60),
        new("two policies of one metric", ScalingPolicyRules.SameMetric, t => t.Copy(t.OfType(Policy).First(p => p.Resource.ToJsonString().Contains("ECSServiceAverageCPUUtilization", StringComparison.Ordinal)).Id, "OtherPolicy")["Properties"]!["PolicyName"] = "other"),
        new("a metric that AWS does not predefine", FormRules.Malformed, t => Cpu(t)["PredefinedMetricSpecification"]!["PredefinedMetricType"] = "ECSServiceCPU"),
        new("requests of a target group without its label", ScalingPolicyRules.NoLabel, t => Cpu(t)["PredefinedMetricSpecification"]!["PredefinedMetricType"] = "ALBRequestCountPerTarget"),
        new("a policy of no target", DependencyRules.Unknown, t => t.First(Policy)["ScalingTargetId"] = YelbTemplate.Ref("Nobody")),
        new("steps that no alarm takes", ScalingPolicyRules.NoAlarm, t => t.Add("Steps", Policy, new()
        {
            ["PolicyName"] = "steps",
            ["PolicyType"] = "StepScaling",
            ["ScalingTargetId"] = YelbTemplate.Ref(t.FirstId(Target)),
            ["StepScalingPolicyConfiguration"] = new JsonObject { ["AdjustmentType"] = "ChangeInCapacity", ["StepAdjustments"] = new JsonArray(new JsonObject { ["MetricIntervalLowerBound"] = 0, ["ScalingAdjustment"] = 1 }) },
        })),
        new("a metric that ECS does not have", MetricRules.Unknown, t => t.Replace(RequestsPolicy(t), "RequestCountPerTarget", "RequestsPerTarget")),
        new("a metric of a service that is not there", MetricRules.Unknown, t => Dimension(t, "ServiceName")["Value"] = "yelb-web"),
        new("a metric of a cluster that is not there", MetricRules.Unknown, t => Dimension(t, "ClusterName")["Value"] = "yelp"),
        new("a metric of a namespace in small letters", MetricRules.Unknown, t => t.Replace(RequestsPolicy(t), "AWS/ECS", "aws/ecs")),
        new("a metric of a service without its cluster", MetricRules.Unknown, t => Dimension(t, "ClusterName")["Name"] = "Cluster"),
        new("an alarm on a metric that ECS does not have", MetricRules.Unknown, t => t.Add("Alarm", "AWS::CloudWatch::Alarm", new() { ["Namespace"] = "AWS/ECS", ["MetricName"] = "CpuUtilization", ["Dimensions"] = new JsonArray(new JsonObject { ["Name"] = "ClusterName", ["Value"] = "yelb" }), ["Period"] = 60, ["Threshold"] = 80, ["EvaluationPeriods"] = 1, ["ComparisonOperator"] = "GreaterThanThreshold", ["Statistic"] = "Average" })),
        new("a deployment that looks at an alarm that is not there", MetricRules.NoAlarm, t => t.Ui.Deployment["Alarms"] = new JsonObject { ["Enable"] = true, ["Rollback"] = true, ["AlarmNames"] = new JsonArray("yelb-errors") }),
        new("a deployment that looks at alarms and names none", MetricRules.NoAlarm, t => t.Ui.Deployment["Alarms"] = new JsonObject { ["Enable"] = true, ["Rollback"] = true, ["AlarmNames"] = new JsonArray() }),
    ];

    private static JsonObject Files(YelbTemplate template, TemplateService service) => template.Target(service.Efs["FilesystemId"]!);

    private static JsonArray Scheduled(string schedule, int min, int max) => new(new JsonObject
    {
        ["ScheduledActionName"] = "morning",
        ["Schedule"] = schedule,
        ["ScalableTargetAction"] = new JsonObject { ["MinCapacity"] = min, ["MaxCapacity"] = max },
    });

    private static JsonNode Cpu(YelbTemplate template) => Tracking(template, "ECSServiceAverageCPUUtilization");

    private static JsonNode Requests(YelbTemplate template) => Tracking(template, "RequestCountPerTarget");

    private static string RequestsPolicy(YelbTemplate template) => template.OfType(Policy).First(p => p.Resource.ToJsonString().Contains("RequestCountPerTarget", StringComparison.Ordinal)).Id;

    private static JsonNode Dimension(YelbTemplate template, string name) =>
        Requests(template)["CustomizedMetricSpecification"]!["Metrics"]![0]!["MetricStat"]!["Metric"]!["Dimensions"]!.AsArray().First(d => d!["Name"]!.ToString() == name)!;

    private static JsonNode Tracking(YelbTemplate template, string metric) =>
        template.OfType(Policy).First(p => p.Resource.ToJsonString().Contains(metric, StringComparison.Ordinal)).Resource["Properties"]!["TargetTrackingScalingPolicyConfiguration"]!;
}
