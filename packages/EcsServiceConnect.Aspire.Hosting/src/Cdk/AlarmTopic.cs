using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.SNS;
using Constructs;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>Whom alarms tell.</summary>
/// <remarks>
/// Amazon SNS Developer Guide, "Enable compatibility between event sources from AWS services and encrypted topics":
/// CloudWatch can't use AWS's own key for topics, so there is one of the stack's.
/// </remarks>
internal static class AlarmTopic
{
    /// <returns>The topic's ARN.</returns>
    internal static string AddTo(Construct scope, EcsEnvironmentResource environment)
    {
        if (environment.Alarms!.TopicArn is { } existing)
        {
            return existing;
        }

        var key = new Key(scope, "TopicKey", new KeyProps { Description = $"Alarms of {environment.Name}", EnableKeyRotation = true, RemovalPolicy = RemovalPolicy.DESTROY });
        key.AddToResourcePolicy(ForCloudWatch(["kms:Decrypt", "kms:GenerateDataKey*"], "*"));
        var topic = new Topic(scope, "Topic", new TopicProps { DisplayName = $"Alarms of {environment.Name}", MasterKey = key, EnforceSSL = true });
        topic.AddToResourcePolicy(ForCloudWatch(["sns:Publish"], topic.TopicArn));
        StackOutputs.Add(Stack.Of(scope), "AlarmTopicArn", "Who subscribes to it is told of alarms", topic.TopicArn);
        return topic.TopicArn;
    }

    private static PolicyStatement ForCloudWatch(string[] actions, string resource) => new(new PolicyStatementProps
    {
        Principals = [new ServicePrincipal("cloudwatch.amazonaws.com")],
        Actions = actions,
        Resources = [resource],
        Conditions = new Dictionary<string, object>
        {
            ["StringEquals"] = new Dictionary<string, object> { ["aws:SourceAccount"] = Aws.ACCOUNT_ID },
        },
    });
}
