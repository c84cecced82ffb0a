using System.Text.Json.Nodes;
using EcsServiceConnect.Hosting.Alarms;
using EcsServiceConnect.Hosting.Publishing;
using EcsServiceConnect.Templates;

namespace EcsServiceConnect.Hosting.Tests.Stack;

/// <summary>The alarms of a stack, whom they tell, and the dashboard beside them.</summary>
public sealed class AlarmTests
{
    private const string Alarm = "AWS::CloudWatch::Alarm";

    private static readonly string[] _ofEach = ["tasks", "failed-tasks", "cpu", "memory"];
    private static readonly string[] _ofPages = ["page-errors", "page-latency", "unhealthy-targets"];
    private static readonly string[] _ofVolumes = ["volume-operations", "volume-throughput"];
    private static readonly string[] _stores = ["yelb-db", "yelb-redis"];

    [Fact]
    public void There_is_one_for_each_thing_that_the_stack_has()
    {
        string[] expected =
        [
            "yelb/yelb/load-balancer-errors",
            .. _ofPages.Concat(_ofEach).Select(a => $"yelb/yelb-ui/{a}"),
            .. _ofEach.Concat(["errors", "latency"]).Select(a => $"yelb/yelb-appserver/{a}"),
            .. _stores.SelectMany(s => _ofEach.Concat(_ofVolumes).Select(a => $"yelb/{s}/{a}")),
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), Names(OperatedStacks.Watched));
        Assert.Empty(Stacks.Yelb.All(Alarm));
        Assert.Empty(Stacks.Yelb.All("AWS::CloudWatch::Dashboard"));
    }

    [Fact]
    public void A_managed_store_brings_its_own()
    {
        string[] expected = ["yelb/yelb-db/cpu", "yelb/yelb-db/storage", "yelb/yelb-redis/cpu", "yelb/yelb-redis/evictions", "yelb/yelb-redis/memory"];
        Assert.Equal(expected, Names(OperatedStacks.Sized).Where(n => n.Contains("yelb-db", StringComparison.Ordinal) || n.Contains("yelb-redis", StringComparison.Ordinal)));
        var cache = Of(OperatedStacks.Sized, "yelb/yelb-redis/cpu");
        Assert.Equal(["EngineCPUUtilization"], Metrics(cache).Select(m => (string?)m["MetricName"]).Distinct());
        var group = Assert.Single(OperatedStacks.Sized.All("AWS::ElastiCache::ReplicationGroup")).Id;
        Assert.Equal(
            [$"${{{group}}}-001", $"${{{group}}}-002", $"${{{group}}}-003", $"${{{group}}}-004"],
            Metrics(cache).Select(m => Template.Written(m["Dimensions"]![0]!["Value"]!)));
    }

    [Fact]
    public void Each_says_what_to_do_and_tells_the_topic_when_it_begins_and_when_it_is_over()
    {
        var topic = Assert.Single(OperatedStacks.Watched.All("AWS::SNS::Topic")).Id;
        Assert.All(OperatedStacks.Watched.All(Alarm), alarm =>
        {
            Assert.Equal(topic, Template.Reference(Assert.Single(alarm.Properties["AlarmActions"]!.AsArray())!));
            Assert.Equal(topic, Template.Reference(Assert.Single(alarm.Properties["OKActions"]!.AsArray())!));
            Assert.InRange(((string)alarm.Properties["AlarmDescription"]!).Length, 80, 1024);
        });
        Assert.All(OperatedStacks.Sized.All(Alarm), alarm => Assert.Equal(OperatedStacks.Topic, (string?)Assert.Single(alarm.Properties["AlarmActions"]!.AsArray())));
        Assert.Empty(OperatedStacks.Sized.All("AWS::SNS::Topic"));
        Assert.Equal(topic, Template.Reference(OperatedStacks.Watched.Outputs["AlarmTopicArn"]!["Value"]!));
    }

    [Fact]
    public void The_topic_is_encrypted_by_a_key_that_CloudWatch_may_use()
    {
        var key = Assert.Single(OperatedStacks.Watched.All("AWS::KMS::Key"));
        Assert.True((bool)key.Properties["EnableKeyRotation"]!);
        Assert.Equal(key.Id, Template.Reference(OperatedStacks.Watched.All("AWS::SNS::Topic").Single().Properties["KmsMasterKeyId"]!));
        foreach (var (policy, action) in new[] { (key.Properties["KeyPolicy"]!, "kms:GenerateDataKey*"), (OperatedStacks.Watched.All("AWS::SNS::TopicPolicy").Single().Properties["PolicyDocument"]!, "sns:Publish") })
        {
            var statement = Assert.Single(policy["Statement"]!.AsArray(), s => (string?)(s!["Principal"] as JsonObject)?["Service"] == "cloudwatch.amazonaws.com")!;
            Assert.Contains(action, statement["Action"]!.ToJsonString(), StringComparison.Ordinal);
            Assert.Equal("${AWS::AccountId}", Template.Written(statement["Condition"]!["StringEquals"]!["aws:SourceAccount"]!));
        }
    }

    [Fact]
    public void A_service_without_tasks_writes_nothing_and_that_is_wrong()
    {
        var tasks = Of(OperatedStacks.Watched, "yelb/yelb-ui/tasks");
        Assert.Equal(["DesiredTaskCount", "RunningTaskCount"], Metrics(tasks).Select(m => (string?)m["MetricName"]));
        Assert.Equal("m0 - m1", (string?)tasks["Metrics"]![2]!["Expression"]);
        Assert.Equal("breaching", (string?)tasks["TreatMissingData"]);

        // Whether a cluster that there is already has Container Insights is not known, and ECS tells only of tasks that run.
        var fewer = Of(OperatedStacks.Shared, "yelb/yelb-ui/tasks");
        Assert.Equal(("CPUUtilization", "SampleCount", "LessThanThreshold", 2), ((string)fewer["MetricName"]!, (string)fewer["Statistic"]!, (string)fewer["ComparisonOperator"]!, (int)fewer["Threshold"]!));
        Assert.Equal(("breaching", "shared"), ((string)fewer["TreatMissingData"]!, (string)fewer["Dimensions"]![0]!["Value"]!));
        Assert.DoesNotContain("ECS/ContainerInsights", OperatedStacks.Shared.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_wrong_while_there_is_nothing_to_count() =>
        Assert.All(
            OperatedStacks.Watched.All(Alarm).Where(a => !((string)a.Properties["AlarmName"]!).EndsWith("/tasks", StringComparison.Ordinal)),
            a => Assert.Equal("notBreaching", (string?)a.Properties["TreatMissingData"]));

    [Fact]
    public void An_alarm_of_a_service_waits_for_the_service() =>
        Assert.Contains(OperatedStacks.Watched.Service("yelb-ui").Id, OperatedStacks.Watched.All(Alarm).Single(a => (string?)a.Properties["AlarmName"] == "yelb/yelb-ui/tasks").DependsOn);

    [Fact]
    public void Tasks_that_fail_are_counted_and_kept_in_a_log_with_their_reasons()
    {
        var rule = OperatedStacks.Watched.Of("yelb-ui", "AWS::Events::Rule");
        var detail = rule.Properties["EventPattern"]!["detail"]!;
        Assert.Equal("service:yelb-ui", (string?)detail["group"]![0]);
        Assert.Equal(["EssentialContainerExited", "TaskFailedToStart"], detail["$or"]![0]!["stopCode"]!.AsArray().Select(c => (string?)c));
        Assert.EndsWith(":log-group:/aws/events/yelb/failed-tasks", Template.Written(rule.Properties["Targets"]![0]!["Arn"]!), StringComparison.Ordinal);
        Assert.Equal(rule.Id, Template.Reference(Of(OperatedStacks.Watched, "yelb/yelb-ui/failed-tasks")["Dimensions"]![0]!["Value"]!));
        Assert.Contains(rule.DependsOn, id => OperatedStacks.Watched.Resources.Single(r => r.Id == id).Type == "AWS::Logs::ResourcePolicy");
    }

    [Fact]
    public void The_dashboard_shows_what_operators_look_at_first()
    {
        var dashboard = Assert.Single(OperatedStacks.Watched.All("AWS::CloudWatch::Dashboard"));
        Assert.Equal("yelb", (string?)dashboard.Properties["DashboardName"]);
        var body = JsonNode.Parse(Template.Written(dashboard.Properties["DashboardBody"]!))!;
        var widgets = body["widgets"]!.AsArray().Select(w => w!).ToList();
        Assert.Equal(OperatedStacks.Watched.All(Alarm).Count(), widgets[0]["properties"]!["alarms"]!.AsArray().Count);
        Assert.Equal(
            ["Requests of users, a minute", "Errors that users see, 5xx a minute", "Response time that users see, seconds", "Requests between services, for each task and minute", "Errors between services, 5xx a minute",
             "Response time between services, ms", "Tasks", "CPU, per cent", "Memory, per cent", "Open connections to servers of TCP", "PercentIOLimit", "MeteredIOBytes"],
            widgets.Skip(1).Select(w => (string?)w["properties"]!["title"]));

        // As in an alarm: the same names and dimensions.
        var requests = widgets.Single(w => ((string?)w["properties"]!["title"])!.StartsWith("Requests between", StringComparison.Ordinal))["properties"]!["metrics"]!.AsArray();
        Assert.Equal(["AWS/ECS", "RequestCountPerTarget", "ClusterName"], requests[0]!.AsArray().Take(3).Select(p => (string?)p));
        Assert.Contains("yelb-appserver-http", requests[0]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_many_clients_see_is_as_many_alarms_as_CloudWatch_takes_metrics()
    {
        var alarm = new EcsAlarm("api", "errors", [.. Enumerable.Range(0, 23).Select(i => new EcsMetric("AWS/ECS", "HTTPCode_Target_5XX_Count", "Sum", EcsDimension.Text("ServiceName", $"client{i}")))], 4, "");
        Assert.Equal([("errors", 10), ("errors-2", 10), ("errors-3", 3)], alarm.Over("SUM").Select(a => (a.Name, a.Metrics.Count)));
        Assert.Null(Assert.Single((alarm with { Metrics = [alarm.Metrics[0]] }).Over("SUM")).Expression);
    }

    [Fact]
    public void Failures_of_gRPC_are_no_5xx_that_an_alarm_could_count()
    {
        var application = SecondModel.Application();
        var catalog = application.Services.Single(s => s.Name == "catalog");
        var environment = new EcsEnvironmentResource("shop") { Alarms = new(null) };
        Assert.Equal(["latency"], ServiceAlarms.Of(catalog, application, environment).Select(a => a.Name).Where(n => n is "errors" or "latency"));
        Assert.Equal(["page-latency", "unhealthy-targets"], LoadBalancerAlarms.OfTargets(StackModels.PublicGrpc(new()), application, environment).Select(a => a.Name));
    }

    [Fact]
    public void They_are_in_the_months_price()
    {
        var application = StackModels.Yelb();
        var plain = new EcsEnvironmentResource("yelb");
        var watched = new EcsEnvironmentResource("yelb") { Alarms = new(null) };
        var metrics = StackAlarms.Of(application, watched).Sum(a => a.Metrics.Count);
        Assert.Equal(3 + 1 + (0.1 * metrics), MonthlyCost.Of(application, watched) - MonthlyCost.Of(application, plain), 6);
    }

    [Fact]
    public void Stacks_with_alarms_and_every_option_have_no_fault() =>
        Assert.Empty(new[] { OperatedStacks.Watched, OperatedStacks.Sized, OperatedStacks.Shared }.SelectMany(s => TemplateChecks.Check(JsonNode.Parse(s.Text)!.AsObject())).Select(f => f.ToString()));

    [Fact]
    public void What_users_see_of_a_resource_is_of_all_its_target_groups()
    {
        var template = OperatedStacks.Shared;
        var groups = template.All("AWS::ElasticLoadBalancingV2::TargetGroup").Where(g => g.AspireResource == "yelb-admin").Select(g => g.Id).Order(StringComparer.Ordinal);

        var alarm = Of(template, "yelb/yelb-admin/page-errors");

        Assert.Equal(2, groups.Count());
        Assert.Equal(groups, Metrics(alarm).Select(m => Template.Reference(m["Dimensions"]![1]!["Value"]!)).Order(StringComparer.Ordinal));
        Assert.Equal("MAX([m0, m1])", (string?)alarm["Metrics"]![2]!["Expression"]);
    }

    private static IEnumerable<string> Names(Template template) => template.All(Alarm).Select(a => (string)a.Properties["AlarmName"]!).Order(StringComparer.Ordinal);

    private static JsonObject Of(Template template, string name) => template.All(Alarm).Single(a => (string?)a.Properties["AlarmName"] == name).Properties;

    private static IEnumerable<JsonNode> Metrics(JsonObject alarm) => alarm["Metrics"]!.AsArray().Select(m => m!["MetricStat"]?["Metric"]).OfType<JsonNode>();
}
