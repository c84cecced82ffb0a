using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.Rules;

namespace TestSupport.Stacks;

/// <summary>Alarms, scaling and filters of logs that AWS refuses, or of which nobody hears.</summary>
internal static class WatchMutants
{
    private const string Topic = "AWS::SNS::Topic";
    private const string Filter = "AWS::Logs::MetricFilter";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        new("a topic with the key of SNS", AlarmTopicRules.Closed, t => { t.Add("Topic", Topic, new() { ["KmsMasterKeyId"] = "alias/aws/sns" }); Tell(t); }),
        new("a topic whose key is for its account", AlarmTopicRules.Closed, t => { Key(t); t.Add("Topic", Topic, new() { ["KmsMasterKeyId"] = YelbTemplate.Ref("TopicKey") }); Tell(t); }),
        new("a topic whose key's alias is for its account", AlarmTopicRules.Closed, t => { Key(t); t.Add("TopicKeyName", "AWS::KMS::Alias", new() { ["AliasName"] = "alias/topic", ["TargetKeyId"] = YelbTemplate.Ref("TopicKey") }); t.Add("Topic", Topic, new() { ["KmsMasterKeyId"] = YelbTemplate.Ref("TopicKeyName") }); Tell(t); }),
        new("a topic for rules of EventBridge's only", AlarmTopicRules.Closed, t => { t.Add("Topic", Topic, []); Open(t, "events.amazonaws.com"); Tell(t); }),
        new("a composite alarm before its alarms", CompositeAlarmRules.TooEarly, t => { Alarm(t); Composite(t, "ALARM(cpu) OR ALARM(\"elsewhere\")"); }),
        new("a composite alarm about itself", CompositeAlarmRules.TooEarly, t => Composite(t, "NOT ALARM('both')")),
        new("a band that an alarm does not have", MetricRules.ImpossibleAlarm, t => Alarm(t)["ComparisonOperator"] = "GreaterThanUpperThreshold"),
        new("an expression over a metric that is not there", MetricMathRules.Impossible, t => Math(t, """[{"Id": "rate", "Expression": "100 * FILL(errors, 0) / requests"}, {"Id": "errors", "ReturnData": false, "MetricStat": {"Period": 60, "Stat": "Sum", "Metric": {"Namespace": "Votes", "MetricName": "errors"}}}]""")),
        new("two metrics of one id", MetricMathRules.Impossible, t => Math(t, """[{"Id": "m", "Expression": "TIME_SERIES(1)"}, {"Id": "m", "ReturnData": false, "Expression": "TIME_SERIES(2)"}]""")),
        new("an alarm that follows two metrics", MetricMathRules.Impossible, t => Math(t, """[{"Id": "one", "Expression": "TIME_SERIES(1)"}, {"Id": "two", "Expression": "TIME_SERIES(2)"}]""")),
        new("a band by an id that there is not", MetricMathRules.Impossible, t => { Math(t, """[{"Id": "band", "Expression": "ANOMALY_DETECTION_BAND(m, 2)"}, {"Id": "m", "MetricStat": {"Period": 60, "Stat": "Sum", "Metric": {"Namespace": "Votes", "MetricName": "votes"}}}]"""); t.Resources["Watch"]!["Properties"]!.AsObject().Remove("Threshold"); t.Resources["Watch"]!["Properties"]!["ThresholdMetricId"] = "e1"; }),
        new("scaling by an expression over a metric that is not there", MetricMathRules.Impossible, t =>
        {
            var metrics = t.OfType("AWS::ApplicationAutoScaling::ScalingPolicy").Select(p => p.Resource["Properties"]!["TargetTrackingScalingPolicyConfiguration"]!["CustomizedMetricSpecification"]?["Metrics"]).OfType<JsonArray>().Single();
            metrics[0]!["ReturnData"] = false;
            metrics.Add(new JsonObject { ["Id"] = "each", ["Expression"] = "m9 / 2", ["ReturnData"] = true });
        }),
        new("a metric of logs with dimensions and a default", LogFilterRules.Impossible, t => Filtered(t, """{"MetricName": "lines", "MetricNamespace": "Votes", "MetricValue": "1", "DefaultValue": 0, "Dimensions": [{"Key": "level", "Value": "$.level"}]}""")),
        new("a metric of logs of infrequent access", LogFilterRules.Impossible, t => { Logs(t)["LogGroupClass"] = "INFREQUENT_ACCESS"; Filtered(t, """{"MetricName": "lines", "MetricNamespace": "Votes", "MetricValue": "1"}"""); }),
        new("a subscription to logs of infrequent access, by name", LogFilterRules.Impossible, t => { Logs(t)["LogGroupClass"] = "INFREQUENT_ACCESS"; t.Add("Subscription", "AWS::Logs::SubscriptionFilter", new() { ["LogGroupName"] = Logs(t)["LogGroupName"]!.ToString(), ["FilterPattern"] = "", ["DestinationArn"] = new JsonObject { ["Fn::ImportValue"] = "stream" } }); }),
    ];

    private static JsonObject Alarm(YelbTemplate t)
    {
        var alarm = YelbTemplate.Json("""{"AlarmName": "cpu", "Namespace": "AWS/ECS", "MetricName": "CPUUtilization", "Dimensions": [{"Name": "ClusterName", "Value": "yelb"}, {"Name": "ServiceName", "Value": "yelb-ui"}], "Statistic": "Average", "Period": 60, "EvaluationPeriods": 3, "Threshold": 80, "ComparisonOperator": "GreaterThanThreshold"}""");
        t.Add("Watch", "AWS::CloudWatch::Alarm", alarm);
        return alarm;
    }

    private static void Math(YelbTemplate t, string metrics) =>
        t.Add("Watch", "AWS::CloudWatch::Alarm", new() { ["EvaluationPeriods"] = 3, ["Threshold"] = 80, ["ComparisonOperator"] = "GreaterThanThreshold", ["Metrics"] = JsonNode.Parse(metrics) });

    private static void Composite(YelbTemplate t, string rule) => t.Add("Both", "AWS::CloudWatch::CompositeAlarm", new() { ["AlarmName"] = "both", ["AlarmRule"] = rule });

    private static void Tell(YelbTemplate t) => Alarm(t)["AlarmActions"] = new JsonArray(YelbTemplate.Ref("Topic"));

    private static void Key(YelbTemplate t) =>
        t.Add("TopicKey", "AWS::KMS::Key", YelbTemplate.Json("""{"KeyPolicy": {"Statement": [{"Effect": "Allow", "Principal": {"AWS": {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root"}}, "Action": "kms:*", "Resource": "*"}]}}"""));

    private static void Open(YelbTemplate t, string service) =>
        t.Add("TopicPolicy", "AWS::SNS::TopicPolicy", new() { ["Topics"] = new JsonArray(YelbTemplate.Ref("Topic")), ["PolicyDocument"] = YelbTemplate.Json($$$"""{"Statement": [{"Effect": "Allow", "Principal": {"Service": "{{{service}}}"}, "Action": "sns:Publish", "Resource": {"Ref": "Topic"}}]}""") });

    private static JsonObject Logs(YelbTemplate t) => t.Properties(t.Ui.LogOptions["awslogs-group"]!);

    private static void Filtered(YelbTemplate t, string metric) =>
        t.Add("Filter", Filter, new() { ["LogGroupName"] = t.Ui.LogOptions["awslogs-group"]!.DeepClone(), ["FilterPattern"] = "", ["MetricTransformations"] = new JsonArray(YelbTemplate.Json(metric)) });
}
