using Amazon.CDK;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.Logs;
using Constructs;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>A log group for each service, with a stream for each container of each task: the application's and its proxy's.</summary>
internal static class ServiceLogs
{
    internal static LogGroup AddGroup(Construct scope, EcsEnvironmentResource environment, string name)
    {
        var group = new LogGroup(scope, "Logs", new LogGroupProps
        {
            LogGroupName = Group(environment.Name, name),
            RemovalPolicy = RemovalPolicy.DESTROY,
        });

        // The number itself, which CloudWatch Logs checks: the typed property takes only names of numbers.
        ((CfnLogGroup)group.Node.DefaultChild!).RetentionInDays = environment.LogRetentionDays;
        return group;
    }

    /// <summary>The name of the log group.</summary>
    internal static string Group(string environment, string name) => $"/ecs/{environment}/{name}";

    internal static LogDriver ToStreams(LogGroup group, string prefix) =>
        LogDrivers.AwsLogs(new AwsLogDriverProps { LogGroup = group, StreamPrefix = prefix });
}
