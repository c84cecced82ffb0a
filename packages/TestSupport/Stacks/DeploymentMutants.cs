using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.Rules;

namespace TestSupport.Stacks;

/// <summary>Single faults of deployments that shift requests, each in a template that is deployed so: see <see cref="Shifted"/>.</summary>
internal static class DeploymentMutants
{
    private const string Listener = "AWS::ElasticLoadBalancingV2::Listener";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        // Strategies and their steps.
        Of("a strategy that ECS does not have", FormRules.NotOneOf, t => t.Ui.Deployment["Strategy"] = "BLUEGREEN"),
        Of("a canary of nothing", FormRules.OutOfRange, t => Canary(t.Ui, percent: 0)),
        Of("a canary of more than all", FormRules.OutOfRange, t => Canary(t.Ui, percent: 101)),
        Of("a canary that bakes for two days", FormRules.OutOfRange, t => Canary(t.Ui, minutes: 2880)),
        Of("a linear step of 1 per cent", FormRules.OutOfRange, t => Linear(t.Ui, percent: 1)),
        Of("a step that bakes for less than no time", FormRules.OutOfRange, t => Linear(t.Ui, minutes: -1)),
        Of("both versions for more than a day", FormRules.OutOfRange, t => t.Ui.Deployment["BakeTimeInMinutes"] = 1441),
        Of("a hook while the new version bakes", FormRules.NotOneOf, t => t.Ui.Deployment["LifecycleHooks"] = new JsonArray(Hook("BAKE_TIME"))),
        Of("the steps of a canary in blue/green", DeploymentStrategyRules.OtherSettings, t => { Canary(t.Ui); t.Ui.Deployment["Strategy"] = "BLUE_GREEN"; }),
        Of("the steps of a canary in a linear deployment", DeploymentStrategyRules.OtherSettings, t => { Canary(t.Ui); t.Ui.Deployment["Strategy"] = "LINEAR"; }),
        Of("the steps of a linear deployment in a rolling one", DeploymentStrategyRules.OtherSettings, t => { Linear(t.AppServer); t.AppServer.Deployment.Remove("Strategy"); }),
        Of("a canary that takes two days with what comes after", DeploymentStrategyRules.TooLong, t => { Canary(t.Ui, minutes: 1440); t.Ui.Deployment["BakeTimeInMinutes"] = 1440; }),
        Of("thirty-three steps of more than an hour", DeploymentStrategyRules.TooLong, t => Linear(t.Ui, percent: 3, minutes: 62)),
        Of("ten steps of four hours, by default", DeploymentStrategyRules.TooLong, t => { Linear(t.Ui, minutes: 240); t.Ui.Deployment["LinearConfiguration"]!.AsObject().Remove("StepPercent"); }),
        Of("a strategy of ECS's under CodeDeploy", DeploymentStrategyRules.OtherController, t => t.Ui.Properties["DeploymentController"] = new JsonObject { ["Type"] = "CODE_DEPLOY" }),
        Of("a canary of a service that nobody calls", DeploymentStrategyRules.NothingToShift, t => { Canary(t.Ui); t.Ui.Properties.Remove("LoadBalancers"); }),
        Of("a canary that nothing rolls back", DeploymentStrategyRules.NoSignal, t => { Canary(t.Ui); t.Ui.Deployment.Remove("Alarms"); }),
        Of("a canary whose alarms are off", DeploymentStrategyRules.NoSignal, t => { Canary(t.Ui); t.Ui.Deployment["Alarms"]!["Enable"] = false; }),
        Of("a linear deployment whose alarms only fail it", DeploymentStrategyRules.NoSignal, t => { Linear(t.Ui); t.Ui.Deployment["Alarms"]!["Rollback"] = false; }),
        Of("blue/green that nothing rolls back", DeploymentRules.NoRollback, t => t.Ui.Deployment.Remove("Alarms")),
        Of("a canary with a circuit breaker", DeploymentStrategyRules.UselessBreaker, t => { Canary(t.Ui); t.Ui.Deployment["DeploymentCircuitBreaker"] = new JsonObject { ["Enable"] = true, ["Rollback"] = true }; }),
        Of("alarms of a deployment that there are not", MetricRules.NoAlarm, t => t.Ui.Deployment["Alarms"]!["AlarmNames"] = new JsonArray("nobody")),
        Of("an alarm's ARN in place of its name", MetricRules.NoAlarm, t => t.Ui.Deployment["Alarms"]!["AlarmNames"] = new JsonArray(YelbTemplate.Attribute("Errors", "Arn"))),
        Of("a topic in place of an alarm", MetricRules.NoAlarm, t => { t.Add("Topic", "AWS::SNS::Topic", []); t.Ui.Deployment["Alarms"]!["AlarmNames"] = new JsonArray(YelbTemplate.Ref("Topic")); }),
        Of("blue/green that does not say how long both run", DeploymentStrategyRules.NoBakeTime, t => t.Ui.Deployment.Remove("BakeTimeInMinutes")),
        Of("two versions of the database at a time", StatefulRules.TwoWriters, t => t.Database.Deployment["Strategy"] = "BLUE_GREEN"),
        Of("a canary of the cache", StatefulRules.TwoWriters, t => Canary(t.Cache)),
        Of("scaling by the requests of one of two groups", DeploymentStrategyRules.OneGroupScaled, t =>
        {
            t.AppServer.Deployment["Strategy"] = "BLUE_GREEN";
            var tracking = t.First("AWS::ApplicationAutoScaling::ScalingPolicy")["TargetTrackingScalingPolicyConfiguration"]!.AsObject();
            tracking.Remove("CustomizedMetricSpecification");
            tracking["PredefinedMetricSpecification"] = new JsonObject { ["PredefinedMetricType"] = "ALBRequestCountPerTarget", ["ResourceLabel"] = "app/a/1/targetgroup/b/2" };
        }),
        Of("a header for test requests of the database", DeploymentStrategyRules.HeaderOnTcp, t => t.Database.Alias["TestTrafficRules"] = TestHeader("x-test")),
        Of("a header for test requests with a blank", FormRules.Malformed, t => t.AppServer.Alias["TestTrafficRules"] = TestHeader("x test")),

        // What shifts at the load balancer.
        Of("a load balancer without settings for the shift", TrafficShiftRules.Incomplete, t => t.Ui.Properties["LoadBalancers"]![0]!.AsObject().Remove("AdvancedConfiguration")),
        Of("no alternate target group", TrafficShiftRules.Incomplete, t => Settings(t).Remove("AlternateTargetGroupArn")),
        Of("no production rule", TrafficShiftRules.Incomplete, t => Settings(t).Remove("ProductionListenerRule")),
        Of("no role for the shift", TrafficShiftRules.Incomplete, t => Settings(t).Remove("RoleArn")),
        Of("an alternate target group that is the production one", TrafficShiftRules.UnlikeGroups, t => Settings(t)["AlternateTargetGroupArn"] = t.Ui.Properties["LoadBalancers"]![0]!["TargetGroupArn"]!.DeepClone()),
        Of("an alternate target group of another protocol", TrafficShiftRules.UnlikeGroups, t => t.Properties(YelbTemplate.Ref("Alternate"))["ProtocolVersion"] = "HTTP2"),
        Of("an alternate target group of instances", TrafficShiftRules.UnlikeGroups, t => t.Properties(YelbTemplate.Ref("Alternate")).Remove("TargetType")),
        Of("an alternate target group of another VPC", TrafficShiftRules.UnlikeGroups, t => { t.Add("OtherVpc", "AWS::EC2::VPC", new() { ["CidrBlock"] = "10.1.0.0/16" }); t.Properties(YelbTemplate.Ref("Alternate"))["VpcId"] = YelbTemplate.Ref("OtherVpc"); }),
        Of("an alternate target group on no rule", TrafficShiftRules.NotOnRule, t => { Groups(t, "Production").RemoveAt(1); Groups(t, "Test").RemoveAt(1); }),
        Of("the production target group on no rule", TrafficShiftRules.NotOnRule, t => { Groups(t, "Production").RemoveAt(0); Groups(t, "Test").RemoveAt(0); }),
        Of("a rule of another service", TrafficShiftRules.NotOnRule, t =>
        {
            t.Copy(YelbTemplate.TargetId(t.Ui.Properties["LoadBalancers"]![0]!["TargetGroupArn"]!), "Other");
            var rule = t.Copy("Production", "OtherRule")["Properties"]!;
            (rule["Priority"], rule["Actions"]) = (7, new JsonArray(new JsonObject { ["Type"] = "forward", ["TargetGroupArn"] = YelbTemplate.Ref("Other") }));
            Settings(t)["ProductionListenerRule"] = YelbTemplate.Ref("OtherRule");
            Settings(t).Remove("TestListenerRule");
        }),
        Of("the listener in place of its rule", TrafficShiftRules.NoRule, t => Settings(t)["ProductionListenerRule"] = YelbTemplate.Ref(t.FirstId(Listener))),
        Of("a target group in place of the test rule", TrafficShiftRules.NoRule, t => Settings(t)["TestListenerRule"] = YelbTemplate.Ref("Alternate")),
        Of("the ARN of a listener in place of its rule's", FormRules.Malformed, t => Settings(t)["ProductionListenerRule"] = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/yelb/0/1"),
        Of("a role's name in place of its ARN", FormRules.Malformed, t => Settings(t)["RoleArn"] = "shift"),
        Of("a test rule that is the production one", TrafficShiftRules.SharedRule, t => Settings(t)["TestListenerRule"] = YelbTemplate.Ref("Production")),
        Of("a test rule behind the production one", TrafficShiftRules.LateTest, t => (t.Properties(YelbTemplate.Ref("Production"))["Priority"], t.Properties(YelbTemplate.Ref("Test"))["Priority"]) = (10, 11)),
        Of("one rule of two services", TrafficShiftRules.SharedRule, t =>
        {
            t.AppServer.Deployment["Strategy"] = "BLUE_GREEN";
            var balancer = t.Ui.Properties["LoadBalancers"]!.DeepClone();
            (balancer[0]!["ContainerName"], balancer[0]!["ContainerPort"]) = ("yelb-appserver", 4567);
            t.AppServer.Properties["LoadBalancers"] = balancer;
        }),
        Of("a role that tasks may take on, and ECS may not", TrafficShiftRules.Untrusted, t => t.Replace("Shift", "ecs.amazonaws.com", "ecs-tasks.amazonaws.com")),
        Of("a role of a user", TrafficShiftRules.Untrusted, t => t.Properties(YelbTemplate.Ref("Shift"))["AssumeRolePolicyDocument"]!["Statement"]![0]!["Principal"] = new JsonObject { ["AWS"] = "arn:aws:iam::123456789012:user/deployer" }),
        Of("a role with the rights of tasks", TrafficShiftRules.NotAllowed, t => t.Replace("Shift", "AmazonECSInfrastructureRolePolicyForLoadBalancers", "service-role/AmazonECSTaskExecutionRolePolicy")),
        Of("a role without rights", TrafficShiftRules.NotAllowed, t => t.Properties(YelbTemplate.Ref("Shift")).Remove("ManagedPolicyArns")),
        Of("a role that may register targets and change no rule", TrafficShiftRules.NotAllowed, t => t.Replace("Shift", "AmazonECSInfrastructureRolePolicyForLoadBalancers", "service-role/AmazonEC2ContainerServiceRole")),
        Of("an alternate target group with an impossible health check", TargetGroupRules.Matcher, t => t.Properties(YelbTemplate.Ref("Alternate"))["Matcher"] = new JsonObject { ["HttpCode"] = "500" }),
        Of("an alternate target group that is another service's", TargetGroupRules.Shared, t =>
        {
            t.Cache.Properties["LoadBalancers"] = new JsonArray(new JsonObject { ["ContainerName"] = "yelb-redis", ["ContainerPort"] = 6379, ["TargetGroupArn"] = YelbTemplate.Ref("Alternate") });
        }),
    ];

    /// <summary>
    /// Makes Yelb's template one whose page is deployed by blue/green, with what that takes at the load balancer: the target
    /// group Alternate, the rules Production and Test, the role Shift, the alarm Errors.
    /// </summary>
    public static YelbTemplate Shifted(YelbTemplate template)
    {
        var target = template.Ui.Properties["LoadBalancers"]![0]!.AsObject();
        var group = YelbTemplate.TargetId(target["TargetGroupArn"]!);
        template.Copy(group, "Alternate");
        var path = new JsonObject { ["Field"] = "path-pattern", ["PathPatternConfig"] = new JsonObject { ["Values"] = new JsonArray("/*") } };
        AddRule("Production", 50000, path);
        AddRule("Test", 49999, path, new JsonObject { ["Field"] = "http-header", ["HttpHeaderConfig"] = new JsonObject { ["HttpHeaderName"] = "x-amzn-ecs-blue-green-test", ["Values"] = new JsonArray("*") } });
        template.Add("Shift", "AWS::IAM::Role", new()
        {
            ["AssumeRolePolicyDocument"] = new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray(new JsonObject { ["Effect"] = "Allow", ["Action"] = "sts:AssumeRole", ["Principal"] = new JsonObject { ["Service"] = "ecs.amazonaws.com" } }) },
            ["ManagedPolicyArns"] = new JsonArray("arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers"),
        });
        template.Add("Errors", "AWS::CloudWatch::Alarm", new()
        {
            ["Namespace"] = "AWS/ApplicationELB",
            ["MetricName"] = "HTTPCode_Target_5XX_Count",
            ["Statistic"] = "Sum",
            ["Period"] = 60,
            ["EvaluationPeriods"] = 1,
            ["Threshold"] = 3,
            ["ComparisonOperator"] = "GreaterThanOrEqualToThreshold",
            ["TreatMissingData"] = "notBreaching",
            ["Dimensions"] = new JsonArray(
                new JsonObject { ["Name"] = "LoadBalancer", ["Value"] = YelbTemplate.Attribute(template.FirstId("AWS::ElasticLoadBalancingV2::LoadBalancer"), "LoadBalancerFullName") },
                new JsonObject { ["Name"] = "TargetGroup", ["Value"] = YelbTemplate.Attribute("Alternate", "TargetGroupFullName") }),
        });
        target["AdvancedConfiguration"] = new JsonObject
        {
            ["AlternateTargetGroupArn"] = YelbTemplate.Ref("Alternate"),
            ["ProductionListenerRule"] = YelbTemplate.Ref("Production"),
            ["TestListenerRule"] = YelbTemplate.Ref("Test"),
            ["RoleArn"] = YelbTemplate.Attribute("Shift", "Arn"),
        };
        var deployment = template.Ui.Deployment;
        deployment.Remove("DeploymentCircuitBreaker");
        (deployment["Strategy"], deployment["BakeTimeInMinutes"]) = ("BLUE_GREEN", 5);
        deployment["Alarms"] = new JsonObject { ["AlarmNames"] = new JsonArray(YelbTemplate.Ref("Errors")), ["Enable"] = true, ["Rollback"] = true };
        return template;

        void AddRule(string id, int priority, params JsonObject[] conditions) => template.Add(id, "AWS::ElasticLoadBalancingV2::ListenerRule", new()
        {
            ["ListenerArn"] = YelbTemplate.Ref(template.FirstId(Listener)),
            ["Priority"] = priority,
            ["Conditions"] = new JsonArray([.. conditions.Select(c => c.DeepClone())]),
            ["Actions"] = new JsonArray(new JsonObject { ["Type"] = "forward", ["ForwardConfig"] = new JsonObject { ["TargetGroups"] = new JsonArray(Weighted(group, 1), Weighted("Alternate", 0)) } }),
        });
    }

    public static void Canary(TemplateService service, double percent = 5, int minutes = 10)
    {
        service.Deployment.Remove("DeploymentCircuitBreaker");
        service.Deployment["BakeTimeInMinutes"] ??= 5;
        service.Deployment["Strategy"] = "CANARY";
        service.Deployment["CanaryConfiguration"] = new JsonObject { ["CanaryPercent"] = percent, ["CanaryBakeTimeInMinutes"] = minutes };
    }

    public static void Linear(TemplateService service, double percent = 10, int minutes = 6)
    {
        service.Deployment.Remove("DeploymentCircuitBreaker");
        service.Deployment["BakeTimeInMinutes"] ??= 5;
        service.Deployment["Strategy"] = "LINEAR";
        service.Deployment["LinearConfiguration"] = new JsonObject { ["StepPercent"] = percent, ["StepBakeTimeInMinutes"] = minutes };
    }

    public static JsonObject Settings(YelbTemplate template) => template.Ui.Properties["LoadBalancers"]![0]!["AdvancedConfiguration"]!.AsObject();

    public static JsonObject Hook(string stage) => new()
    {
        ["HookTargetArn"] = "arn:aws:lambda:eu-west-1:123456789012:function:check",
        ["RoleArn"] = "arn:aws:iam::123456789012:role/hooks",
        ["LifecycleStages"] = new JsonArray(stage),
    };

    public static JsonObject TestHeader(string name) => new() { ["Header"] = new JsonObject { ["Name"] = name, ["Value"] = new JsonObject { ["Exact"] = "yes" } } };

    private static Mutant Of(string name, string rule, Action<YelbTemplate> apply) => new(name, rule, t => apply(Shifted(t)));

    private static JsonObject Weighted(string group, int weight) => new() { ["TargetGroupArn"] = YelbTemplate.Ref(group), ["Weight"] = weight };

    private static JsonArray Groups(YelbTemplate template, string rule) => template.Properties(YelbTemplate.Ref(rule))["Actions"]![0]!["ForwardConfig"]!["TargetGroups"]!.AsArray();
}
