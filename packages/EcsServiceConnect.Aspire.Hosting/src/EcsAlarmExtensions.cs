using Aspire.Hosting.ApplicationModel;
using EcsServiceConnect.Hosting;
using EcsServiceConnect.Hosting.Alarms;

namespace Aspire.Hosting;

/// <summary>Watches what is published to Amazon ECS.</summary>
public static class EcsAlarmExtensions
{
    /// <summary>
    /// Adds alarms of Amazon CloudWatch to the stack, each of which says what to do, and a dashboard of the environment's
    /// name that shows what they look at. They watch the load balancers' answers and targets, and of each service the
    /// tasks, their CPU and memory, how it answers other services, its volumes, or the managed store in its place. A topic
    /// of Amazon SNS is told when one begins and when it is over.
    /// </summary>
    /// <param name="builder">The environment.</param>
    /// <param name="topicArn">
    /// The ARN of an SNS topic that there is already, in the stack's region, that lets CloudWatch publish to it, and whose key,
    /// if it has one, does too (Amazon SNS Developer Guide, "Enable compatibility between event sources from AWS services and
    /// encrypted topics"). Null by default, for an encrypted one of the stack's own, which people subscribe to: its ARN is the
    /// stack's output <c>AlarmTopicArn</c>.
    /// </param>
    /// <returns>The environment.</returns>
    public static IResourceBuilder<EcsEnvironmentResource> WithAlarms(this IResourceBuilder<EcsEnvironmentResource> builder, string? topicArn = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.Alarms = new EcsAlarmAction(topicArn);
        return builder;
    }
}
