using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Logs;
using Constructs;
using EcsServiceConnect.Hosting.Alarms;
using EcsServiceConnect.Hosting.Model;
using CfnRule = Amazon.CDK.AWS.Events.CfnRule;
using CfnRuleProps = Amazon.CDK.AWS.Events.CfnRuleProps;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// Tasks that ended otherwise than by a deployment, by scaling or by hand: ECS has no metric of them, but an event for each.
/// A rule of each service keeps them in a log, with their reasons, and EventBridge counts what a rule passes on.
/// </summary>
/// <remarks>
/// Amazon ECS Developer Guide, "Amazon ECS task state change events" and "Amazon ECS stopped tasks error messages"; Amazon
/// EventBridge User Guide, "Monitoring Amazon EventBridge".
/// </remarks>
internal static class FailedTasks
{
    /// <summary>EventBridge writes to log groups of such names only ("Amazon CloudWatch Logs as a target").</summary>
    internal static string LogGroup(EcsEnvironmentResource environment) => $"/aws/events/{environment.Name}/failed-tasks";

    internal static void AddTo(Construct shared, IEnumerable<KeyValuePair<EcsService, Construct>> services, ServiceCluster cluster, EcsEnvironmentResource environment, MetricNames names)
    {
        var stack = Stack.Of(shared);
        var name = LogGroup(environment);
        var logs = new CfnLogGroup(shared, "FailedTasks", new CfnLogGroupProps { LogGroupName = name, RetentionInDays = environment.LogRetentionDays });
        logs.ApplyRemovalPolicy(RemovalPolicy.DESTROY);
        var arn = stack.FormatArn(new ArnComponents { Service = "logs", Resource = "log-group", ResourceName = name, ArnFormat = ArnFormat.COLON_RESOURCE_NAME });
        var policy = new CfnResourcePolicy(shared, "FailedTasksPolicy", new CfnResourcePolicyProps
        {
            PolicyName = $"{environment.Name}-failed-tasks",
            PolicyDocument = stack.ToJsonString(new PolicyDocument(new PolicyDocumentProps
            {
                Statements =
                [
                    new PolicyStatement(new PolicyStatementProps
                    {
                        Principals = [new ServicePrincipal("events.amazonaws.com"), new ServicePrincipal("delivery.logs.amazonaws.com")],
                        Actions = ["logs:CreateLogStream", "logs:PutLogEvents"],
                        Resources = [$"{arn}:*"],
                    }),
                ],
            })),
        });
        foreach (var (service, scope) in services)
        {
            var rule = new CfnRule(scope, "FailedTasks", new CfnRuleProps
            {
                Description = $"Tasks of {service.Name} that failed",
                EventPattern = Pattern(service, cluster),
                Targets = new object[] { new CfnRule.TargetProperty { Id = "Log", Arn = arn } },
            });
            rule.AddDependency(logs);
            rule.AddDependency(policy);
            names.Add(EcsDimensionValue.FailedTasks, service, rule.Ref);
        }
    }

    private static Dictionary<string, object> Pattern(EcsService service, ServiceCluster cluster) => new()
    {
        ["source"] = OneOf("aws.ecs"),
        ["detail-type"] = OneOf("ECS Task State Change"),
        ["detail"] = new Dictionary<string, object>
        {
            ["clusterArn"] = OneOf(cluster.Cluster.ClusterArn),
            ["group"] = OneOf($"service:{service.Name}"),
            ["lastStatus"] = OneOf("STOPPED"),
            ["$or"] = OneOf(
                new Dictionary<string, object> { ["stopCode"] = OneOf("EssentialContainerExited", "TaskFailedToStart") },

                // What ECS stops for its health; what it stops for deployments and scaling has other words.
                new Dictionary<string, object> { ["stoppedReason"] = OneOf(new Dictionary<string, object> { ["prefix"] = "Task failed" }) }),
        },
    };

    private static object[] OneOf(params object[] values) => values;
}
