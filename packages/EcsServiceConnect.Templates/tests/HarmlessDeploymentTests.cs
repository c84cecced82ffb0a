using System.Globalization;
using System.Text.Json.Nodes;

namespace EcsServiceConnect.Templates.Tests;

/// <summary>Deployments that shift requests, as people write them and ECS takes them, and what of them a template leaves open.</summary>
public sealed class HarmlessDeploymentTests
{
    private const string Listener = "AWS::ElasticLoadBalancingV2::Listener";

    private static readonly Dictionary<string, Action<YelbTemplate>> _variations = new()
    {
        ["blue/green"] = _ => { },
        ["a canary"] = t => DeploymentMutants.Canary(t.Ui),
        ["a canary of a tenth of a per cent, for a day"] = t => { DeploymentMutants.Canary(t.Ui, 0.1, 1440); t.Ui.Deployment["BakeTimeInMinutes"] = 540; },
        ["a canary by default"] = t => { DeploymentMutants.Canary(t.Ui); t.Ui.Deployment.Remove("CanaryConfiguration"); },
        ["a linear deployment"] = t => DeploymentMutants.Linear(t.Ui),
        ["thirty-three steps of an hour"] = t => { DeploymentMutants.Linear(t.Ui, 3, 59); t.Ui.Deployment["BakeTimeInMinutes"] = 30; },
        ["one step of a day"] = t => { DeploymentMutants.Linear(t.Ui, 100, 1440); t.Ui.Deployment["BakeTimeInMinutes"] = 1440; },
        ["no time for both"] = t => t.Ui.Deployment["BakeTimeInMinutes"] = 0,
        ["lifecycle hooks in place of alarms"] = t => { t.Ui.Deployment.Remove("Alarms"); t.Ui.Deployment["LifecycleHooks"] = new JsonArray(DeploymentMutants.Hook("POST_TEST_TRAFFIC_SHIFT"), DeploymentMutants.Hook("PRE_SCALE_UP")); },
        ["lifecycle hooks of a canary, and none of its alarms"] = t => { DeploymentMutants.Canary(t.Ui); t.Ui.Deployment.Remove("Alarms"); t.Ui.Deployment["LifecycleHooks"] = new JsonArray(DeploymentMutants.Hook("PRODUCTION_TRAFFIC_SHIFT")); },
        ["a circuit breaker of blue/green, which the guide knows"] = t => { t.Ui.Deployment.Remove("Alarms"); t.Ui.Deployment["DeploymentCircuitBreaker"] = new JsonObject { ["Enable"] = true, ["Rollback"] = true }; },
        ["no test rule"] = t => { DeploymentMutants.Settings(t).Remove("TestListenerRule"); t.Resources.Remove("Test"); },
        ["a test rule of another listener"] = t =>
        {
            t.Copy(t.FirstId(Listener), "TestListener")["Properties"]!["Port"] = 8443;
            t.Properties(YelbTemplate.Ref("Test"))["ListenerArn"] = YelbTemplate.Ref("TestListener");
            var group = t.Properties(t.First("AWS::ElasticLoadBalancingV2::LoadBalancer")["SecurityGroups"]![0]!);
            var rule = group["SecurityGroupIngress"]![0]!.DeepClone();
            (rule["FromPort"], rule["ToPort"]) = (8443, 8443);
            group["SecurityGroupIngress"]!.AsArray().Add(rule);
        },
        ["the alternate group on the test rule only"] = t => t.Properties(YelbTemplate.Ref("Production"))["Actions"]![0]!["ForwardConfig"]!["TargetGroups"]!.AsArray().RemoveAt(1),
        ["a role by its ARN"] = t => { t.Resources.Remove("Shift"); DeploymentMutants.Settings(t)["RoleArn"] = "arn:aws:iam::123456789012:role/ecs/shift"; },
        ["a role by a parameter"] = t => { t.Resources.Remove("Shift"); DeploymentMutants.Settings(t)["RoleArn"] = Parameter(t); },
        ["a role of another stack"] = t => { t.Resources.Remove("Shift"); DeploymentMutants.Settings(t)["RoleArn"] = new JsonObject { ["Fn::ImportValue"] = "shift-role" }; },
        ["a role with a policy of its own, on the rules"] = t => Allow(t, new JsonArray(YelbTemplate.Ref("Production"), YelbTemplate.Ref("Test"))),
        ["a role with a policy of its own, on a pattern"] = t => Allow(t, "arn:aws:elasticloadbalancing:*:*:listener-rule/app/*"),
        ["a role that ELB and ECS may take on"] = t => t.Properties(YelbTemplate.Ref("Shift"))["AssumeRolePolicyDocument"]!["Statement"]![0]!["Principal"] = new JsonObject { ["Service"] = new JsonArray("ecs.amazonaws.com", "ecs-tasks.amazonaws.com") },
        ["rules and groups of another stack"] = t =>
        {
            foreach (var id in new[] { "Production", "Test", "Alternate", "Errors" })
            {
                t.Resources.Remove(id);
            }

            foreach (var name in new[] { "ProductionListenerRule", "TestListenerRule", "AlternateTargetGroupArn" })
            {
                DeploymentMutants.Settings(t)[name] = Parameter(t, name);
            }

            t.Ui.Deployment["Alarms"]!["AlarmNames"] = new JsonArray(Parameter(t, "Alarm"));
        },
        ["a group whose VPC is a parameter"] = t => t.Properties(YelbTemplate.Ref("Alternate"))["VpcId"] = Parameter(t),
        ["a protocol version that is the default"] = t => t.Properties(YelbTemplate.Ref("Alternate"))["ProtocolVersion"] = "HTTP1",
        ["an alternate group of another port, which targets do not heed"] = t => t.Properties(YelbTemplate.Ref("Alternate"))["Port"] = 80,
        ["a pause at a hook"] = t => t.Ui.Deployment["LifecycleHooks"] = new JsonArray(new JsonObject { ["TargetType"] = "PAUSE", ["LifecycleStages"] = new JsonArray("PRE_PRODUCTION_TRAFFIC_SHIFT") }),
        ["a strategy by a parameter"] = t => { t.Ui.Deployment["Strategy"] = Parameter(t); t.Ui.Deployment["CanaryConfiguration"] = new JsonObject { ["CanaryPercent"] = 5 }; },
        ["times by parameters"] = t => { DeploymentMutants.Canary(t.Ui); t.Ui.Deployment["BakeTimeInMinutes"] = Parameter(t); t.Ui.Deployment["CanaryConfiguration"]!["CanaryBakeTimeInMinutes"] = Parameter(t); },
        ["a strategy where it is wanted"] = t =>
        {
            Parameter(t);
            t.Root["Conditions"] = new JsonObject { ["Shifts"] = new JsonObject { ["Fn::Equals"] = new JsonArray(YelbTemplate.Ref("Given"), "yes") } };
            DeploymentMutants.Canary(t.Ui);
            t.Ui.Deployment["Strategy"] = new JsonObject { ["Fn::If"] = new JsonArray("Shifts", "CANARY", "ROLLING") };
            t.Ui.Deployment["CanaryConfiguration"] = new JsonObject { ["Fn::If"] = new JsonArray("Shifts", t.Ui.Deployment["CanaryConfiguration"]!.DeepClone(), YelbTemplate.Ref("AWS::NoValue")) };
        },
        ["the server behind Service Connect too"] = t => { DeploymentMutants.Canary(t.AppServer); t.AppServer.Deployment["Alarms"] = t.Ui.Deployment["Alarms"]!.DeepClone(); t.AppServer.Alias["TestTrafficRules"] = DeploymentMutants.TestHeader("x-test"); },
        ["blue/green of a service that nobody calls"] = t => { t.Ui.Properties.Remove("HealthCheckGracePeriodSeconds"); t.Ui.Properties.Remove("LoadBalancers"); },
        ["a rolling deployment with all that a shift would take"] = t => t.Ui.Deployment["Strategy"] = "ROLLING",
        ["a controller that is ECS"] = t => t.Ui.Properties["DeploymentController"] = new JsonObject { ["Type"] = "ECS" },
    };

    public static TheoryData<string> Names => [.. _variations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_no_fault(string name) =>
        Assert.Empty(Faults(name));

    [Fact]
    public void None_of_them_is_called_a_fault()
    {
        var wrong = _variations.Keys.Where(name => Faults(name).Count > 0).ToList();

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{wrong.Count} false alarms in {_variations.Count} variations"));
        Assert.Empty(wrong);
    }

    private static List<string> Faults(string name)
    {
        var template = DeploymentMutants.Shifted(new YelbTemplate(EcsTemplates.Yelb()));
        _variations[name](template);
        return [.. TemplateChecks.Check(template.Root).Select(v => v.ToString())];
    }

    private static void Allow(YelbTemplate template, JsonNode resources)
    {
        var role = template.Properties(YelbTemplate.Ref("Shift"));
        role.Remove("ManagedPolicyArns");
        role["Policies"] = new JsonArray(new JsonObject
        {
            ["PolicyName"] = "shift",
            ["PolicyDocument"] = new JsonObject { ["Statement"] = new JsonArray(new JsonObject { ["Effect"] = "Allow", ["Action"] = new JsonArray("elasticloadbalancing:ModifyRule", "elasticloadbalancing:DescribeRules"), ["Resource"] = resources }) },
        });
    }

    private static JsonObject Parameter(YelbTemplate template, string name = "Given")
    {
        template.Root["Parameters"]!.AsObject()[name] = new JsonObject { ["Type"] = "String" };
        return YelbTemplate.Ref(name);
    }
}
