using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using EcsServiceConnect.Hosting.Model;
using EcsServiceConnect.Hosting.Publishing;
using EcsServiceConnect.Hosting.Tests.Model;
using EcsServiceConnect.Templates;

namespace EcsServiceConnect.Hosting.Tests.Stack;

/// <summary>Deployments that shift requests between two versions.</summary>
public sealed class DeploymentStrategyTests
{
    private const string Alarm = "AWS::CloudWatch::Alarm";
    private const string Rule = "AWS::ElasticLoadBalancingV2::ListenerRule";
    private const string TargetGroup = "AWS::ElasticLoadBalancingV2::TargetGroup";

    private static readonly string[] _shifted = ["yelb-ui", "yelb-appserver"];
    private static readonly string[] _stateful = ["yelb-db", "yelb-redis"];

    [Fact]
    public void Each_strategy_has_its_steps_and_no_circuit_breaker()
    {
        Assert.Equal(("BLUE_GREEN", 5, null, null), Steps(Stacks.BlueGreen));
        Assert.Equal(("CANARY", 5, """{"CanaryPercent":2.5,"CanaryBakeTimeInMinutes":10}""", null), Steps(Stacks.Canary));
        Assert.Equal(("LINEAR", 5, null, """{"StepPercent":25,"StepBakeTimeInMinutes":4}"""), Steps(Stacks.Linear));
        Assert.Equal(["BLUE_GREEN", "CANARY", "LINEAR"], new[] { Stacks.BlueGreen, Stacks.Canary, Stacks.Linear }.Select(t => (string?)Deployment(t, "yelb-appserver")["Strategy"]));
        Assert.All(_shifted, s => Assert.False(Deployment(Stacks.Canary, s).ContainsKey("DeploymentCircuitBreaker")));
    }

    [Fact]
    public void All_other_services_are_deployed_as_before() =>
        Assert.All(_stateful, s => Assert.Equal(Deployment(Stacks.Yelb, s).ToJsonString(), Deployment(Stacks.BlueGreen, s).ToJsonString()));

    [Fact]
    public void Both_rules_of_the_load_balancer_lead_to_both_target_groups()
    {
        var target = Assert.Single(Stacks.Canary.Service("yelb-ui").Properties["LoadBalancers"]!.AsArray())!;
        var settings = target["AdvancedConfiguration"]!;
        string[] groups = [Template.Reference(target["TargetGroupArn"]!), Template.Reference(settings["AlternateTargetGroupArn"]!)];
        Assert.Equal(2, groups.Distinct().Count());
        var (production, test) = (Of(Stacks.Canary, settings["ProductionListenerRule"]!), Of(Stacks.Canary, settings["TestListenerRule"]!));

        Assert.All([production, test], rule => Assert.Equal(
            [(groups[0], 1), (groups[1], 0)],
            rule.Properties["Actions"]![0]!["ForwardConfig"]!["TargetGroups"]!.AsArray().Select(g => (Template.Reference(g!["TargetGroupArn"]!), (int)g["Weight"]!))));
        Assert.True((int)test.Properties["Priority"]! < (int)production.Properties["Priority"]!);
        Assert.Equal("/*", (string?)Assert.Single(production.Properties["Conditions"]!.AsArray())!["PathPatternConfig"]!["Values"]![0]);
        Assert.Equal("""{"HttpHeaderName":"x-yelb-test","Values":["me"]}""", test.Properties["Conditions"]![1]!["HttpHeaderConfig"]!.ToJsonString());
        Assert.Equal(Settings(groups[0]), Settings(groups[1]));

        string Settings(string id) => Stacks.Canary.Resources.Single(r => r.Id == id).Properties.ToJsonString();
    }

    [Fact]
    public void Ecs_takes_on_the_role_that_shifts_and_nobody_else()
    {
        var role = Of(Stacks.Canary, Stacks.Canary.Service("yelb-ui").Properties["LoadBalancers"]![0]!["AdvancedConfiguration"]!["RoleArn"]!).Properties;

        Assert.Equal("ecs.amazonaws.com", (string?)Assert.Single(role["AssumeRolePolicyDocument"]!["Statement"]!.AsArray())!["Principal"]!["Service"]);
        Assert.EndsWith(":iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers", Template.Written(Assert.Single(role["ManagedPolicyArns"]!.AsArray())!), StringComparison.Ordinal);
    }

    [Fact]
    public void Service_connect_is_told_of_a_header_that_is_not_its_own()
    {
        Assert.Equal("""{"Header":{"Name":"x-yelb-test","Value":{"Exact":"me"}}}""", Alias(Stacks.Canary)["TestTrafficRules"]!.ToJsonString());
        Assert.False(Alias(Stacks.BlueGreen).ContainsKey("TestTrafficRules"));

        static JsonObject Alias(Template template) => template.Service("yelb-appserver").Properties["ServiceConnectConfiguration"]!["Services"]![0]!["ClientAliases"]![0]!.AsObject();
    }

    [Fact]
    public void Errors_at_either_target_group_and_at_clients_roll_back()
    {
        Assert.Equal(
            Stacks.BlueGreen.All(TargetGroup).Select(g => g.Id).Order(),
            Alarms("yelb-ui").Select(a => Template.Reference(Dimension(a, "TargetGroup"))).Order());
        var client = Assert.Single(Alarms("yelb-appserver"));
        Assert.Equal(("yelb-ui", "yelb-appserver-http"), ((string?)Dimension(client, "ServiceName"), (string?)Dimension(client, "TargetDiscoveryName")));
        Assert.All(Stacks.BlueGreen.All(Alarm), a => Assert.Equal(("HTTPCode_Target_5XX_Count", "Sum", "notBreaching", 60), ((string?)a.Properties["MetricName"], (string?)a.Properties["Statistic"], (string?)a.Properties["TreatMissingData"], (int)a.Properties["Period"]!)));

        static IEnumerable<TemplateResource> Alarms(string service)
        {
            var alarms = Deployment(Stacks.BlueGreen, service)["Alarms"]!;
            Assert.Equal((true, true), ((bool)alarms["Enable"]!, (bool)alarms["Rollback"]!));
            return alarms["AlarmNames"]!.AsArray().Select(a => Of(Stacks.BlueGreen, a!));
        }

        static JsonNode Dimension(TemplateResource alarm, string name) => alarm.Properties["Dimensions"]!.AsArray().Single(d => (string?)d!["Name"] == name)!["Value"]!;
    }

    [Fact]
    public void Alarms_that_are_named_take_the_place_of_those_that_the_stack_would_make()
    {
        var template = Template.Of(StackModels.Yelb(uiOptions: new() { Deployment = new EcsCanary { RollbackAlarms = ["yelb-slow"] }, PublicRoute = new() { Path = "/votes" } }));

        Assert.Equal("""["yelb-slow"]""", Deployment(template, "yelb-ui")["Alarms"]!["AlarmNames"]!.ToJsonString());
        Assert.Empty(template.All(Alarm));

        // The rule that a rolling deployment has stays the same one.
        var rolling = Template.Of(StackModels.Yelb(uiOptions: new() { PublicRoute = new() { Path = "/votes" } }));
        var rule = Of(template, template.Service("yelb-ui").Properties["LoadBalancers"]![0]!["AdvancedConfiguration"]!["ProductionListenerRule"]!);
        var before = Assert.Single(rolling.All(Rule));
        Assert.Equal((before.Id, (int)before.Properties["Priority"]!, before.Properties["Conditions"]!.ToJsonString()), (rule.Id, (int)rule.Properties["Priority"]!, rule.Properties["Conditions"]!.ToJsonString()));
        Assert.Empty(TemplateChecks.Check(JsonNode.Parse(template.Text)!.AsObject()).Where(f => !f.IsAdvice).Select(f => f.ToString()));
    }

    [Fact]
    public void A_service_of_grpc_needs_alarms_of_its_own()
    {
        var application = SecondModel.Application();
        application.Services.Single(s => s.Name == "catalog").Options.Deployment = new EcsLinear();

        var error = Assert.Throws<DistributedApplicationException>(() => Template.Of(application));

        Assert.StartsWith("Resource 'catalog' is to be deployed by EcsLinear, and nothing counts its errors: ", error.Message, StringComparison.Ordinal);

        // A load balancer counts statuses of HTTP too.
        var yelb = StackModels.Yelb();
        error = Assert.Throws<DistributedApplicationException>(() => Template.Of(
            yelb with { Services = [.. yelb.Services, StackModels.PublicGrpc(new() { Deployment = new EcsCanary() })] },
            environment => environment.Domain = new("yelb.example.com", "example.com", "Z0123456789ABCDEFGHIJ")));

        Assert.StartsWith("Resource 'greeter' is to be deployed by EcsCanary, and nothing counts its errors: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_can_not_be_shifted_is_refused_with_the_reason()
    {
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishedModel.ReadAsync(builder =>
        {
            var once = WithoutEndpoints(builder.AddProject<WebProject>("once")).PublishAsEcsService(o => o.Deployment = new EcsBlueGreen());
            builder.AddContainer("store", "store", "1").WithVolume("data", "/data").PublishAsEcsService(o => (o.Deployment, o.HealthCheckCommand) = (new EcsCanary(), ["/store", "ping"]));
            WithoutEndpoints(builder.AddProject<WebProject>("alone")).PublishAsEcsService(o => o.Deployment = new EcsLinear());
            builder.AddProject<WebProject>("sticky").WithExternalHttpEndpoints().PublishAsEcsService(o => (o.Deployment, o.StickySessions) = (new EcsLinear(), TimeSpan.FromHours(1)));
            builder.AddProject<WebProject>("waiter").WaitForCompletion(once);
        }));

        Assert.Contains("'once' can't be deployed by EcsBlueGreen: it runs once", error.Message, StringComparison.Ordinal);
        Assert.Contains("'store' can't be deployed by EcsCanary: it keeps data in a volume", error.Message, StringComparison.Ordinal);
        Assert.Contains("'alone' can't be deployed by EcsLinear: it has no HTTP endpoint that the load balancer sends to or that others refer to", error.Message, StringComparison.Ordinal);
        Assert.Contains("'sticky' can't be deployed by EcsLinear: it has StickySessions", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<EcsDeploymentStrategy, string> Impossible => new()
    {
        { new EcsBlueGreen { BakeTime = TimeSpan.FromSeconds(90) }, "EcsBlueGreen as its Deployment, with a BakeTime of 00:01:30: set whole minutes" },
        { new EcsBlueGreen { BakeTime = TimeSpan.FromHours(25) }, "with a BakeTime of 1.01:00:00: set whole minutes" },
        { new EcsCanary { CanaryBakeTime = TimeSpan.FromMinutes(-1) }, "with a CanaryBakeTime of -00:01:00: set whole minutes" },
        { new EcsCanary { Percent = 0 }, "with a Percent of 0: set 0.1 to 100" },
        { new EcsCanary { Percent = 5.25 }, "with a Percent of 5.25: set 0.1 to 100, in tenths" },
        { new EcsCanary { Percent = double.NaN }, "with a Percent of NaN: set 0.1 to 100" },
        { new EcsCanary { CanaryBakeTime = TimeSpan.MaxValue }, "with a CanaryBakeTime of 10675199.02:48:05.4775807: set whole minutes" },
        { new EcsLinear { StepPercent = 1e-300 }, "with a StepPercent of 1E-300: set 3 to 100" },
        { new EcsLinear { StepPercent = 2 }, "with a StepPercent of 2: set 3 to 100" },
        { new EcsLinear { StepPercent = 3, StepBakeTime = TimeSpan.FromHours(1), BakeTime = TimeSpan.FromHours(1) }, "which takes 34 h, and CloudFormation refuses more than 33" },
        { new EcsCanary { CanaryBakeTime = TimeSpan.FromHours(24), BakeTime = TimeSpan.FromHours(10) }, "which takes 34 h" },
        { new EcsBlueGreen { TestHeader = "x test" }, "with the TestHeader 'x test'" },
        { new EcsBlueGreen { TestHeader = new string('x', 41) }, "with the TestHeader 'xxx" },
        { new EcsBlueGreen { TestHeader = "Host" }, "with the TestHeader 'Host'" },
        { new EcsBlueGreen { TestHeaderValue = "a*" }, "with a TestHeaderValue" },
        { new EcsBlueGreen { TestHeaderValue = "" }, "with a TestHeaderValue" },
        { new EcsBlueGreen { RollbackAlarms = [] }, "with RollbackAlarms that name none" },
        { new EcsBlueGreen { RollbackAlarms = ["slow", " "] }, "with RollbackAlarms that name none" },
    };

    [Theory]
    [MemberData(nameof(Impossible), DisableDiscoveryEnumeration = true)]
    public void What_ecs_does_not_take_is_refused(EcsDeploymentStrategy strategy, string part)
    {
        var error = Assert.Single(DeploymentStrategyRules.Errors(Ui(strategy)));

        Assert.StartsWith("'yelb-ui' has Ecs", error, StringComparison.Ordinal);
        Assert.Contains(part, error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_ecs_just_takes_is_not()
    {
        Assert.Empty(DeploymentStrategyRules.Errors(Ui(new EcsCanary { Percent = 0.1, CanaryBakeTime = TimeSpan.FromHours(24), BakeTime = TimeSpan.FromHours(9) })));
        Assert.Empty(DeploymentStrategyRules.Errors(Ui(new EcsLinear { StepPercent = 33.3, StepBakeTime = TimeSpan.FromHours(11), BakeTime = TimeSpan.Zero, TestHeaderValue = "it's me [1]" })));
        Assert.Empty(DeploymentStrategyRules.Errors(Ui(new EcsLinear { StepPercent = 100, StepBakeTime = TimeSpan.FromHours(24), BakeTime = TimeSpan.FromHours(24) })));
    }

    [Fact]
    public void Who_deploys_is_told_how_it_goes()
    {
        var ui = StackModels.Yelb(uiOptions: new() { Deployment = new EcsCanary { Percent = 2.5 } });

        Assert.Contains("\nDeployed with both versions beside each other, on twice the tasks meanwhile: yelb-ui (canary, 2.5 % for 10 min, then both for 5 min). All others task by task.", Report(ui), StringComparison.Ordinal);
        Assert.DoesNotContain("Deployed", Report(StackModels.Yelb()), StringComparison.Ordinal);

        static string Report(EcsApplication application)
        {
            var environment = new EcsEnvironmentResource(application.Name);
            PublicAddresses.Assign(application.Services, environment, new EcsFindings());
            return new TopologyReport(application, environment, []).Markdown();
        }
    }

    private static IResourceBuilder<ProjectResource> WithoutEndpoints(IResourceBuilder<ProjectResource> project)
    {
        foreach (var endpoint in project.Resource.Annotations.OfType<EndpointAnnotation>().ToList())
        {
            project.Resource.Annotations.Remove(endpoint);
        }

        return project;
    }

    private static EcsService Ui(EcsDeploymentStrategy strategy) => StackModels.Yelb(uiOptions: new() { Deployment = strategy }).Services.Single(s => s.Name == "yelb-ui");

    private static JsonObject Deployment(Template template, string service) => template.Service(service).Properties["DeploymentConfiguration"]!.AsObject();

    private static (string? Strategy, int Bake, string? Canary, string? Linear) Steps(Template template)
    {
        var deployment = Deployment(template, "yelb-ui");
        return ((string?)deployment["Strategy"], (int)deployment["BakeTimeInMinutes"]!, deployment["CanaryConfiguration"]?.ToJsonString(), deployment["LinearConfiguration"]?.ToJsonString());
    }

    private static TemplateResource Of(Template template, JsonNode reference) => template.Resources.Single(r => r.Id == Template.Reference(reference));
}
