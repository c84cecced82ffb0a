using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.Rules;

namespace TestSupport.Stacks;

/// <summary>Single faults of what is there in vain, or lacks a part: a rule that nothing reaches, a check that never fails, a right to nothing.</summary>
internal static class VainMutants
{
    private const string Listener = "AWS::ElasticLoadBalancingV2::Listener";
    private const string Target = "AWS::ApplicationAutoScaling::ScalableTarget";
    private const string Execution = "ExecutionRoleArn";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        // Services and tasks.
        new("a role for the load balancer", ServiceRules.ServiceRole, t => t.Ui.Properties["Role"] = "arn:aws:iam::123456789012:role/ecsServiceRole"),
        new("a health check that pipes into its failure", ContainerRules.HealthCommand, t => Check(t, "pg_isready | exit 1")),
        new("a health check that never fails", ContainerRules.NeverFails, t => Check(t, "pg_isready || exit 0")),
        new("a health check with its password in single quotes", CommandRules.NoShell, t => t.Cache.Container["HealthCheck"]!["Command"] = new JsonArray("CMD-SHELL", "redis-cli -a '$REDIS_PASSWORD' ping | grep PONG")),
        new("a variable without a name", FormRules.Malformed, t => t.Ui.SetVariable("", "x")),
        new("a variable with its value in its name", FormRules.Malformed, t => t.Ui.SetVariable("STAGE=production", "")),

        // Load balancers.
        new("a target group without its port", TargetGroupRules.NoPort, t => t.Ui.TargetGroup.Remove("Port")),
        new("a target group without its protocol", TargetGroupRules.NoPort, t => t.Ui.TargetGroup.Remove("Protocol")),
        new("a listener without its port", ListenerActionRules.Incomplete, t => t.First(Listener).Remove("Port")),
        new("a rule behind one for everything", ListenerOrderRules.Unreached, t => { Rule(t, "All", 1, "/*"); Rule(t, "Api", 2, "/api/*"); }),
        new("a rule behind the same one", ListenerOrderRules.Unreached, t => { Rule(t, "One", 1, "/api/*", "/votes"); Rule(t, "Two", 2, "/votes"); }),
        new("a rule behind one with wildcards around it", ListenerOrderRules.Unreached, t => { Rule(t, "All", 1, "/*/votes/?*"); Rule(t, "Api", 2, "/api/votes/ihop"); }),
        new("a rule for a host behind one for all hosts of its domain", ListenerOrderRules.Unreached, t => { Host(t, "All", 1, "*.Example.com"); Host(t, "Votes", 2, "votes.example.com"); }),
        new("a path with a query", ListenerRules.NoPath, t => Rule(t, "One", 1, "/search?q=*")),

        // Networks and files.
        new("routes before their gateway is attached", DeploymentOrderRules.AttachedLater, t => { foreach (var (_, route) in t.OfType("AWS::EC2::Route")) { route.Remove("DependsOn"); } }),
        new("two mount targets in a subnet", MountTargetRules.TwoTargets, t => t.Copy(t.FirstId("AWS::EFS::MountTarget"), "Another")),
        new("files that are archived before they are seldom used", StoreRules.Contradiction, t => t.Database.FileSystem["LifecyclePolicies"] = new JsonArray(new JsonObject { ["TransitionToIA"] = "AFTER_90_DAYS" }, new JsonObject { ["TransitionToArchive"] = "AFTER_30_DAYS" })),

        // Policies.
        new("objects of a bucket by the bucket", PolicyDocumentRules.NoObject, t => Allow(t, new() { ["Action"] = new JsonArray("s3:ListBucket", "s3:GetObject"), ["Resource"] = "arn:aws:s3:::settings" })),
        new("objects of the stack's bucket by the bucket", PolicyDocumentRules.NoObject, t => { t.Add("Bucket", "AWS::S3::Bucket", []); Allow(t, new() { ["Action"] = "s3:PutObject", ["Resource"] = YelbTemplate.Attribute("Bucket", "Arn") }); }),
        new("a condition that IAM does not have", PolicyDocumentRules.Malformed, t => Allow(t, new() { ["Action"] = "s3:ListAllMyBuckets", ["Resource"] = "*", ["Condition"] = new JsonObject { ["StringEqual"] = new JsonObject { ["aws:SourceVpc"] = "vpc-0a1b" } } })),
        new("a statement's name with a hyphen", PolicyDocumentRules.Malformed, t => t.Ui.Statements(Execution)[0]!["Sid"] = "allow-logs"),
        new("two statements of one name", PolicyDocumentRules.Malformed, t => { foreach (var action in new[] { "s3:ListAllMyBuckets", "s3:GetAccountPublicAccessBlock" }) { Allow(t, new() { ["Sid"] = "Buckets", ["Action"] = action, ["Resource"] = "*" }); } }),

        // Scaling, alarms and the template itself.
        new("a scheduled action that ends before it starts", ScalingTargetRules.Schedule, t => t.First(Target)["ScheduledActions"] = new JsonArray(new JsonObject { ["ScheduledActionName"] = "summer", ["Schedule"] = "cron(0 8 * * ? *)", ["StartTime"] = "2027-06-01T00:00:00Z", ["EndTime"] = "2027-01-01T00:00:00Z", ["ScalableTargetAction"] = new JsonObject { ["MinCapacity"] = 1 } })),
        new("an alarm without a threshold", MetricRules.ImpossibleAlarm, t => t.Add("Alarm", "AWS::CloudWatch::Alarm", new() { ["Period"] = 60, ["EvaluationPeriods"] = 5 })),
        new("an alarm over two days", MetricRules.ImpossibleAlarm, t => t.Add("Alarm", "AWS::CloudWatch::Alarm", new() { ["Threshold"] = 1, ["Period"] = 60, ["EvaluationPeriods"] = 2880 })),
        new("an alarm that tells an address of e-mail", FormRules.Malformed, t => t.Add("Alarm", "AWS::CloudWatch::Alarm", new() { ["Threshold"] = 1, ["AlarmActions"] = new JsonArray("mailto:operations@example.com") })),
        new("six actions of an alarm", ListLengthRules.TooMany, t => t.Add("Alarm", "AWS::CloudWatch::Alarm", new() { ["Threshold"] = 1, ["AlarmActions"] = new JsonArray([.. Enumerable.Range(0, 6).Select(i => JsonValue.Create($"arn:aws:sns:eu-west-1:123456789012:topic{i}"))]) })),
        new("an export with a blank", TemplateFormRules.Export, t => t.Root["Outputs"]!["Page"] = new JsonObject { ["Value"] = "x", ["Export"] = new JsonObject { ["Name"] = "yelb page" } }),
        new("a parameter of a type in small letters", TemplateFormRules.ParameterType, t => t.Root["Parameters"]!["Stage"] = new JsonObject { ["Type"] = "string" }),
    ];

    private static void Check(YelbTemplate template, string script) => template.Database.Container["HealthCheck"]!["Command"] = new JsonArray("CMD-SHELL", script);

    private static void Allow(YelbTemplate template, JsonObject statement)
    {
        statement["Effect"] = "Allow";
        template.Ui.Statements(Execution).Add(statement);
    }

    private static void Rule(YelbTemplate template, string id, int priority, params string[] paths) => Add(template, id, priority, new() { ["Field"] = "path-pattern", ["Values"] = Words(paths) });

    private static void Host(YelbTemplate template, string id, int priority, string host) => Add(template, id, priority, new() { ["Field"] = "host-header", ["HostHeaderConfig"] = new JsonObject { ["Values"] = Words(host) } });

    private static void Add(YelbTemplate template, string id, int priority, JsonObject condition) => template.Add(id, "AWS::ElasticLoadBalancingV2::ListenerRule", new()
    {
        ["ListenerArn"] = YelbTemplate.Ref(template.FirstId(Listener)),
        ["Priority"] = priority,
        ["Conditions"] = new JsonArray(condition),
        ["Actions"] = template.First(Listener)["DefaultActions"]!.DeepClone(),
    });

    private static JsonArray Words(params string[] words) => [.. words.Select(w => JsonValue.Create(w))];
}
