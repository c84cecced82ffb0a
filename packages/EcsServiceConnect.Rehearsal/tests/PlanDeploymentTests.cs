using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Deployments;
using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>How a service is deployed, where the template says something, and where it doesn't.</summary>
public sealed class PlanDeploymentTests
{
    private const string Alarm = """
        "Errors": { "Type": "AWS::CloudWatch::Alarm", "Properties": { "Namespace": "AWS/ECS", "MetricName": "HTTPCode_Target_5XX_Count", "Statistic": "Sum", "Period": 60,
          "Dimensions": [{ "Name": "TargetDiscoveryName", "Value": "web" }], "EvaluationPeriods": 2, "Threshold": 1, "ComparisonOperator": "GreaterThanOrEqualToThreshold" } }
        """;

    [Theory]
    [InlineData("", "")]
    [InlineData("\"Strategy\": \"ROLLING\"", "")]
    [InlineData("\"Strategy\": \"BLUE_GREEN\", \"BakeTimeInMinutes\": 4", "100:4")]
    [InlineData("\"Strategy\": \"CANARY\", \"BakeTimeInMinutes\": 4", "5:10 100:4")]
    [InlineData("\"Strategy\": \"CANARY\", \"BakeTimeInMinutes\": 4, \"CanaryConfiguration\": { \"CanaryPercent\": 2.5, \"CanaryBakeTimeInMinutes\": 1 }", "2.5:1 100:4")]
    [InlineData("\"Strategy\": \"LINEAR\", \"BakeTimeInMinutes\": 4, \"LinearConfiguration\": { \"StepPercent\": 40, \"StepBakeTimeInMinutes\": 2 }", "40:2 80:2 100:4")]
    public async Task A_strategy_is_read_with_the_defaults_of_ECS(string configuration, string steps)
    {
        var plan = (await PlanTemplates.ReadAsync(With(configuration))).Services[0].Deployment;
        Assert.Equal(steps, string.Join(' ', (plan.Shift?.Steps ?? []).Select(s => FormattableString.Invariant($"{s.Percent}:{s.Wait.TotalMinutes}"))));
    }

    [Theory]
    [InlineData("\"Strategy\": \"ALL\"", "web: Strategy 'ALL' is none of ROLLING, BLUE_GREEN, CANARY and LINEAR; take one of them.")]
    [InlineData("\"Strategy\": \"BLUE_GREEN\", \"BakeTimeInMinutes\": 1441", "web: a bake time of 1441 minutes, and ECS takes 0 to 1440; change it.")]
    [InlineData("\"Strategy\": \"LINEAR\", \"LinearConfiguration\": { \"StepPercent\": 2 }", "web: LINEAR with 2 per cent, and ECS takes 3 to 100; change it.")]
    public async Task What_ECS_refuses_is_a_problem(string configuration, string problem) => Assert.Equal(problem, await PlanTemplates.ProblemsAsync(With(configuration)));

    [Fact]
    public async Task A_load_balancer_without_a_second_target_group_shifts_nothing_and_that_is_said()
    {
        var plan = await PlanTemplates.ReadAsync(DeployedStack.Template(advanced: """ "AlternateTargetGroupArn": "arn:elsewhere" """));
        Assert.Null(plan.Services.Single(s => s.Name == "front").Targets.Single().Alternate);
        Assert.Contains("front: no AdvancedConfiguration whose target group and production rule are in the template; its new tasks join target group Blue at once", plan.NotRehearsed);
    }

    [Fact]
    public async Task A_rule_that_is_not_rehearsed_shifts_nothing_and_that_is_said()
    {
        var template = DeployedStack.Template();
        template["Resources"]!["Production"]!["Properties"]!["Conditions"]!.AsArray().Add(System.Text.Json.Nodes.JsonNode.Parse("""{ "Field": "source-ip", "SourceIpConfig": { "Values": ["10.0.0.0/8"] } }"""));
        var plan = await PlanTemplates.ReadAsync(template);
        Assert.Null(plan.Services.Single(s => s.Name == "front").Targets.Single().Alternate);
        Assert.Contains("front: production rule Production, which is not rehearsed; its new tasks join target group Blue at once", plan.NotRehearsed);
    }

    [Fact]
    public async Task Two_target_groups_take_turns()
    {
        var plan = await PlanTemplates.ReadAsync(DeployedStack.Template());
        var target = plan.Services.Single(s => s.Name == "front").Targets.Single();
        Assert.Equal(("Blue", "Green"), (target.TargetGroup.Name, target.Next.TargetGroup.Name));
        Assert.Equal(target, target.Next.Next);
        Assert.Equal(["Blue", "Green"], plan.LoadBalancers.Single().TargetGroups.Select(g => g.Name));
        Assert.DoesNotContain(plan.NotRehearsed, line => line.StartsWith("front: ", StringComparison.Ordinal) || line.Contains("alarm", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_header_of_the_templates_own_asks_for_the_new_revision()
    {
        var plan = await PlanTemplates.ReadAsync(DeployedStack.Template(alias: """ , "TestTrafficRules": { "Header": { "Name": "x-try", "Value": { "Exact": "yes" } } } """));
        var rule = plan.Services.Single(s => s.Name == "api").Endpoints.Single().Aliases.Single().TestTraffic;
        Assert.Equal(new TestTrafficRule("x-try", "yes"), rule);
        Assert.Equal((true, false, false), (rule.Fits("yes"), rule.Fits("no"), rule.Fits(null)));
        Assert.True(TestTrafficRule.Default.Fits(""));
    }

    [Fact]
    public async Task An_alarm_is_played_where_a_deployment_names_it()
    {
        var plan = await PlanTemplates.ReadAsync(With("\"Alarms\": { \"Enable\": true, \"Rollback\": true, \"AlarmNames\": [{ \"Ref\": \"Errors\" }] }", Alarm));
        Assert.Equal(["Errors"], plan.Services[0].Deployment.Alarms);
        var alarm = Assert.Single(plan.Alarms);
        Assert.Equal((2, 2, 1d, "missing", new AlarmSource.Client(null, "web")), (alarm.EvaluationPeriods, alarm.DatapointsToAlarm, alarm.Threshold, alarm.TreatMissingData, alarm.Source));
        Assert.DoesNotContain(plan.NotRehearsed, line => line.Contains("Errors", StringComparison.Ordinal));
        Assert.Contains((await PlanTemplates.ReadAsync(With("", Alarm))).NotRehearsed, line => line.Contains("(Errors)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"MetricName\": \"HTTPCode_Target_5XX_Count\"", "\"MetricName\": \"MemoryUtilization\"", "metric MemoryUtilization of AWS/ECS by TargetDiscoveryName")]
    [InlineData("\"Statistic\": \"Sum\"", "\"ExtendedStatistic\": \"p99\"", "statistic p99 of HTTPCode_Target_5XX_Count")]
    public async Task An_alarm_that_can_not_be_measured_is_named(string from, string to, string what)
    {
        var plan = await PlanTemplates.ReadAsync(With("\"Alarms\": { \"Enable\": true, \"AlarmNames\": [{ \"Ref\": \"Errors\" }] }", Alarm.Replace(from, to, StringComparison.Ordinal)));
        Assert.Contains($"alarm Errors: {what}, which is not measured here; it does not ring", plan.NotRehearsed);
    }

    [Fact]
    public void What_is_typed_after_deploy_is_read_or_refused()
    {
        var revision = NewRevision.Parse(["--image", "web:2", "--variable", "A=b=c", "--broken"]);
        Assert.Equal(("web:2", "b=c", true), (revision.Image, revision.Variables["A"], revision.IsBroken));
        Assert.Equal("'--variable' is no option, or lacks its value: deploy SERVICE [--image IMAGE] [--variable NAME=VALUE] [--broken]", Assert.Throws<RehearsalException>(() => NewRevision.Parse(["--variable", "A"])).Message);
    }

    [Fact]
    public async Task Another_image_brings_what_the_task_definition_does_not_say()
    {
        var plan = await PlanTemplates.ReadAsync(PlanTemplates.WithContainer(""" "Command": ["mine"], "Environment": [{ "Name": "A", "Value": "1" }], "Secrets": [{ "Name": "KEY", "ValueFrom": { "Ref": "Key" } }] """, """ "Key": { "Type": "AWS::SecretsManager::Secret", "Properties": { "GenerateSecretString": { } } } """));
        var next = await new NewRevision("app:2", new Dictionary<string, string> { ["A"] = "2" }, false).OfAsync(plan.Services[0], plan.Images, Patience.Token);
        var container = next.TaskDefinition.Containers[0];
        Assert.Equal(("app:2", "2", "image"), (container.Image, container.Environment["A"], container.Environment["MODE"]));
        Assert.Equal(["mine"], container.Command);
        Assert.StartsWith("Variable KEY of web is a secret", await RefusedAsync(new(null, new Dictionary<string, string> { ["KEY"] = "x" }, false)), StringComparison.Ordinal);
        Assert.StartsWith("There is nothing to run here for the image 'other:1'", await RefusedAsync(new("other:1", new Dictionary<string, string>(), false)), StringComparison.Ordinal);

        async Task<string> RefusedAsync(NewRevision revision) => (await Assert.ThrowsAsync<RehearsalException>(() => revision.OfAsync(plan.Services[0], plan.Images, Patience.Token))).Message;
    }

    private static System.Text.Json.Nodes.JsonNode With(string configuration, string more = "") =>
        PlanTemplates.WithContainer(more: more, service: $$""" "DeploymentConfiguration": { {{configuration}} } """);
}
